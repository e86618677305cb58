import { expect } from "vitest";
import type { Cursors } from "#core/ports/cursors";
import { contractOf } from "#test/contract/contract";
import { tenantA, tenantB } from "#test/support/sample-commits";

export const cursorsContract = contractOf<Cursors>("Cursors", [
  [
    "begins at 0",
    async (cursors) => {
      expect(await cursors.position(tenantA, "reactor")).toBe(0);
    },
  ],
  [
    "remembers how far a reader has come",
    async (cursors) => {
      await cursors.advance(tenantA, "reactor", 3);
      await cursors.advance(tenantA, "reactor", 7);
      expect(await cursors.position(tenantA, "reactor")).toBe(7);
    },
  ],
  [
    "never goes back",
    async (cursors) => {
      await cursors.advance(tenantA, "reactor", 7);
      await cursors.advance(tenantA, "reactor", 3);
      expect(await cursors.position(tenantA, "reactor")).toBe(7);
    },
  ],
  [
    "begins at 0 again when it is restarted",
    async (cursors) => {
      await cursors.advance(tenantA, "reactor", 7);
      await cursors.restart(tenantA, "reactor");
      expect(await cursors.position(tenantA, "reactor")).toBe(0);
      await cursors.advance(tenantA, "reactor", 3);
      expect(await cursors.position(tenantA, "reactor")).toBe(3);
    },
  ],
  [
    "restarts nobody else",
    async (cursors) => {
      await cursors.advance(tenantA, "projector", 7);
      await cursors.advance(tenantB, "reactor", 7);
      await cursors.restart(tenantA, "reactor");
      expect(await cursors.position(tenantA, "projector")).toBe(7);
      expect(await cursors.position(tenantB, "reactor")).toBe(7);
    },
  ],
  [
    "keeps readers apart",
    async (cursors) => {
      await cursors.advance(tenantA, "reactor", 7);
      expect(await cursors.position(tenantA, "projector")).toBe(0);
    },
  ],
  [
    "keeps tenants apart",
    async (cursors) => {
      await cursors.advance(tenantA, "reactor", 7);
      expect(await cursors.position(tenantB, "reactor")).toBe(0);
    },
  ],
]);
