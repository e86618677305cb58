import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chained } from "#core/kernel/chain";
import { as } from "#core/kernel/ids";
import type { Commit, Event } from "#core/kernel/message";
import { createCodec } from "#events/codec";
import { parseSealed } from "#events/sealed";
import { type LocalPorts, localStage } from "#test/support/local-ports";
import {
  doorOpened,
  guestArrived,
  house,
  newCommit,
  sampleCatalog,
  tenantA,
  tenantB,
} from "#test/support/sample-commits";

let ports: LocalPorts;
let close: () => void;
beforeEach(() => {
  ({ port: ports, close } = localStage((all) => all)());
});
afterEach(() => close());

type Stored = Event & { v: number; contact: { name: string; phone: string | null } };

const mrsIto = guestArrived("guest/1:a.b", { name: "Mrs Ito", phone: null });
const visit = newCommit({ events: [mrsIto, doorOpened] });

const sealedVisit = async (): Promise<Commit<Stored>> =>
  chained(await ports.codec.seal(visit)) as Commit<Stored>;

/** The visit with the first event's sealed name replaced. */
const withName = (commit: Commit<Stored>, name: string): Commit => ({
  ...commit,
  events: commit.events.map((event, index) =>
    index === 0 ? { ...event, contact: { ...event.contact, name } } : event,
  ),
});

describe("sealing", () => {
  it("seals personal fields, leaves null and everything else, and writes the version down", async () => {
    const { events } = await sealedVisit();
    expect(events).toMatchObject([
      { type: "guest.arrived", guest: "guest/1:a.b", contact: { phone: null }, v: 2 },
      { type: "door.opened", v: 1 },
    ]);
    expect(JSON.stringify(events)).not.toContain("Ito");
  });

  it("asks for no key where nothing that it says is personal", async () => {
    const vault = {
      ...ports.vault,
      cipher: () => Promise.reject(new Error("a key was asked for")),
    };
    const codec = createCodec({ vault, catalog: sampleCatalog });
    const nobody = guestArrived("guest-1", { name: null, phone: null });
    await codec.seal(newCommit({ events: [nobody] }));
    await expect(codec.seal(visit)).rejects.toThrow("a key was asked for");
  });

  it("says in the sealed text whose it is and where it belongs", async () => {
    const { events } = await sealedVisit();
    expect(parseSealed(events[0]?.contact.name ?? "")).toMatchObject({
      subject: "guest/1:a.b",
      version: 1,
      index: 0,
      field: "contact.name",
    });
  });

  it("is the only thing for which a key may be made: who reads asks for an opener", async () => {
    const sealed = await sealedVisit();
    const vault = { ...ports.vault, cipher: () => Promise.reject(new Error("a key was made")) };
    const reader = createCodec({ vault, catalog: sampleCatalog });
    const { events } = await reader.open(sealed);
    const text = sealed.events[0]?.contact.name ?? "";
    expect(events[0]).toMatchObject({ contact: { name: "Mrs Ito" } });
    expect(await reader.openSealed(tenantA, visit.stream, text)).toBe("Mrs Ito");
    await expect(reader.seal(visit)).rejects.toThrow("a key was made");
  });

  it("is undone by opening, to the last field", async () => {
    const { hash: _, ...opened } = await ports.codec.open(await sealedVisit());
    expect(opened).toEqual(visit);
  });

  it("seals a text that looks sealed like any other", async () => {
    const joker = guestArrived("guest-1", {
      name: "sealed:v1:x:1:0:contact.name:1.AA",
      phone: null,
    });
    const sealed = chained(await ports.codec.seal(newCommit({ events: [joker] })));
    expect((await ports.codec.open(sealed)).events).toEqual([joker]);
  });

  it.each([
    ["an event that nobody described", { type: "nobody.knows" }, "not in the catalog"],
    ["an event named like a part of every object", { type: "constructor" }, "not in the catalog"],
    [
      "a missing field",
      { type: "guest.arrived", guest: "g", contact: { name: "I" } },
      "contact.phone",
    ],
    [
      "a number for a text",
      { type: "guest.arrived", guest: "g", contact: { name: 7 } },
      "contact.name",
    ],
    [
      "a personal field of nobody",
      { type: "guest.arrived", contact: mrsIto.contact },
      "no subject",
    ],
  ])("refuses %s", async (_, event: Event, why) => {
    await expect(ports.codec.seal(newCommit({ events: [event] }))).rejects.toThrow(why);
  });
});

describe("opening", () => {
  it("shows [erased] in place of what a destroyed key sealed", async () => {
    const sealed = await sealedVisit();
    await ports.vault.destroy(tenantA, "guest/1:a.b");
    expect((await ports.codec.open(sealed)).events).toEqual([
      { ...mrsIto, contact: { name: "[erased]", phone: null } },
      doorOpened,
    ]);
  });

  it("refuses a sealed text that was moved to another commit, event or field", async () => {
    const sealed = await sealedVisit();
    const name = sealed.events[0]?.contact.name ?? "";
    const [event] = sealed.events;
    const moved: Commit[] = [
      { ...sealed, version: 2 },
      { ...sealed, stream: as("house/2") },
      { ...sealed, events: [doorOpened, event].map((one) => ({ v: 1, ...one }) as Event) },
      {
        ...sealed,
        events: [{ ...event, contact: { name: null, phone: name } } as unknown as Event],
      },
    ];
    for (const commit of moved) await expect(ports.codec.open(commit)).rejects.toThrow();
  });

  it("refuses a field that should be sealed and is not", async () => {
    const sealed = await sealedVisit();
    await expect(ports.codec.open(withName(sealed, "Mrs Ito"))).rejects.toThrow("is not sealed");
  });

  it("brings an event of an older version to the present one", async () => {
    const cipher = await ports.vault.cipher(tenantA, "guest-1");
    const context = JSON.stringify([tenantA, house, 1, 0, "fullName"]);
    const fullName = `sealed:v1:guest-1:1:0:fullName:${cipher.seal("Mrs Ito", context)}`;
    const old = { type: "guest.arrived", guest: "guest-1", fullName, v: 1 };
    const { events } = await ports.codec.open(chained(newCommit({ events: [old] })));
    expect(events).toEqual([guestArrived("guest-1", { name: "Mrs Ito", phone: null })]);
  });

  it.each([3, 0, "2", undefined])("refuses an event of unknown version %s", async (v) => {
    const strange = { type: "door.opened", v } as Event;
    const commit = chained(newCommit({ events: [strange] }));
    await expect(ports.codec.open(commit)).rejects.toThrow(`Cannot read version ${v}`);
  });
});

describe("opening a sealed field that was copied into a read model", () => {
  it("needs only tenant and stream", async () => {
    const sealed = await sealedVisit();
    const text = sealed.events[0]?.contact.name ?? "";
    expect(await ports.codec.openSealed(tenantA, house, text)).toBe("Mrs Ito");
  });

  it("refuses another tenant, another stream, another claim, and a text that is not sealed", async () => {
    const sealed = await sealedVisit();
    const text = sealed.events[0]?.contact.name ?? "";
    const { openSealed } = ports.codec;
    await expect(openSealed(tenantB, house, text)).rejects.toThrow();
    await expect(openSealed(tenantA, as("house/2"), text)).rejects.toThrow();
    await expect(openSealed(tenantA, house, text.replace(":1:0:", ":1:1:"))).rejects.toThrow();
    await expect(openSealed(tenantA, house, "Mrs Ito")).rejects.toThrow("not sealed");
  });

  it("shows [erased] once the key is gone", async () => {
    const sealed = await sealedVisit();
    await ports.vault.destroy(tenantA, "guest/1:a.b");
    const text = sealed.events[0]?.contact.name ?? "";
    expect(await ports.codec.openSealed(tenantA, house, text)).toBe("[erased]");
  });
});
