import { expect } from "vitest";
import type { Endpoint, Endpoints } from "#core/ports/endpoints";
import { contractOf } from "#test/contract/contract";
import { tenantA, tenantB } from "#test/support/sample-commits";

export type EndpointsStage = {
  readonly endpoints: Endpoints;
  readonly put: (endpoint: Endpoint) => Promise<void>;
};

const calendly: Endpoint = {
  id: "endpoint-1",
  tenant: tenantA,
  provider: "calendly",
  secrets: ["current secret", "previous secret"],
  toleranceMs: 180_000,
};

export const endpointsContract = contractOf<EndpointsStage>("Endpoints", [
  [
    "finds nothing under an id that nobody gave out",
    async ({ endpoints }) => {
      expect(await endpoints.find("endpoint-1")).toBeNull();
    },
  ],
  [
    "finds the tenant, its secrets newest first, and the tolerance",
    async ({ endpoints, put }) => {
      await put(calendly);
      expect(await endpoints.find("endpoint-1")).toEqual(calendly);
    },
  ],
  [
    "finds the new secrets once they have been rotated",
    async ({ endpoints, put }) => {
      await put(calendly);
      await put({ ...calendly, secrets: ["next secret", "current secret"] });
      const found = await endpoints.find("endpoint-1");
      expect(found?.secrets).toEqual(["next secret", "current secret"]);
    },
  ],
  [
    "finds with what to ask back, until it is put without",
    async ({ endpoints, put }) => {
      const access = { userId: "11145481" };
      await put({ ...calendly, access });
      expect(await endpoints.find("endpoint-1")).toEqual({ ...calendly, access });
      await put(calendly);
      expect(await endpoints.find("endpoint-1")).toEqual(calendly);
    },
  ],
  [
    "lists the doors of a tenant by their ids, and nobody else's",
    async ({ endpoints, put }) => {
      const acuity = { ...calendly, id: "endpoint-0", provider: "acuity", access: { userId: "1" } };
      await put(calendly);
      await put(acuity);
      await put({ ...calendly, id: "endpoint-2", tenant: tenantB });
      expect(await endpoints.ofTenant(tenantA)).toEqual([acuity, calendly]);
    },
  ],
  [
    "keeps endpoints apart",
    async ({ endpoints, put }) => {
      await put(calendly);
      await put({ ...calendly, id: "endpoint-2", tenant: tenantB, secrets: ["theirs"] });
      expect(await endpoints.find("endpoint-1")).toEqual(calendly);
      expect((await endpoints.find("endpoint-2"))?.tenant).toBe(tenantB);
    },
  ],
]);
