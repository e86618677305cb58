import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { project } from "#core/app/project";
import { as } from "#core/kernel/ids";
import type { Event } from "#core/kernel/message";
import type { ViewItem } from "#core/ports/views";
import { catalog } from "#events/catalog";
import { createCodec, type EventCatalog, presentIn } from "#events/codec";
import { parseSealed } from "#events/sealed";
import { create as projectReader } from "#functions/streams/project";
import { create as reactReader } from "#functions/streams/react";
import { faultsIn, samplesOf, versionsOf, type Written } from "#test/support/event-evolution";
import { type LocalPorts, localStage } from "#test/support/local-ports";
import { appendNext, newCommit, sampleCatalog } from "#test/support/sample-commits";
import { presentSchemas } from "../../scripts/event-schemas.ts";
import { frozenHashes, hashOf, writtenDown } from "../../scripts/freeze-events.ts";

const written: Written = {
  catalog,
  present: presentSchemas(),
  files: writtenDown(),
  frozen: frozenHashes(),
};

const types = Object.keys(catalog);

/** Every sample of every version that was ever stored. */
const samples = types.flatMap((type) =>
  versionsOf(written, type).flatMap((version) => samplesOf(written, type, version)),
);

describe("events that were ever stored", () => {
  it("have a schema and samples of each version, frozen, and all of them are read in the present shape", () => {
    expect(faultsIn(written)).toEqual([]);
    expect(types.length).toBeGreaterThan(80);
    expect(samples.length).toBeGreaterThan(types.length);
  });

  it("are folded into the lists without a fault, each by itself", async () => {
    const put: ViewItem[] = [];
    const views = {
      get: async () => null,
      put: async (_: unknown, item: ViewItem) => (put.push(item) > 0 ? ("put" as const) : "stale"),
    };
    for (const { stream, event } of samples) {
      const commit = newCommit({ stream: as(stream), events: [event] });
      await project({ views }, [presentIn(catalog)(commit as never)]);
    }
    expect(put.length).toBeGreaterThan(10);
  });
});

/** What was written down, with one lie in it. */
const lying = (lie: Partial<Written>): readonly string[] => faultsIn({ ...written, ...lie });

const withFile = (name: string, text: string | null): ReadonlyMap<string, string> => {
  const files = new Map(written.files);
  if (text === null) files.delete(name);
  else files.set(name, text);
  return files;
};

const changed = (name: string, from: string, to: string): Partial<Written> => {
  const text = written.files.get(name) ?? "";
  expect(text).toContain(from);
  return { files: withFile(name, text.replace(from, to)) };
};

const withType = (change: (schema: Record<string, unknown>) => void): Partial<Written> => {
  const schema = structuredClone(written.present.get("alias.set")) as Record<string, unknown>;
  change(schema);
  return { present: new Map([...written.present, ["alias.set", schema]]) };
};

const properties = (schema: Record<string, unknown>) =>
  schema["properties"] as Record<string, unknown>;

describe("whoever changes an event", () => {
  it("is told that it wants a new version: a field more, less, or of another kind", () => {
    const without = ["alias.set was changed without a new version: it is 1 still"];
    const faults = (change: Parameters<typeof withType>[0]) => lying(withType(change));
    const [field = ""] = (written.present.get("alias.set")?.["required"] ??
      []) as readonly string[];
    expect(
      faults((schema) => {
        properties(schema)["more"] = { type: "string" };
        schema["required"] = [...(schema["required"] as readonly string[]), "more"];
      }),
    ).toEqual([...without.slice(1), expect.stringContaining("more"), ...without]);
    expect(faults((schema) => void delete properties(schema)[field])).toContain(without[0]);
    expect(faults((schema) => (properties(schema)[field] = { type: "number" }))).toContain(
      without[0],
    );
  });

  it("may add what older programs can leave alone, and writes it down", () => {
    expect(lying(withType((schema) => (properties(schema)["more"] = { type: "string" })))).toEqual([
      "alias.set has something new that may be left out: node scripts/freeze-events.ts",
    ]);
  });

  it("changes no schema and no sample of what is stored", () => {
    const name = "samples/appointment.booked.v1.json";
    expect(lying(changed(name, `"plan"`, `"plann"`))[0]).toBe(
      `${name} was changed: what was stored so was not`,
    );
    expect(lying({ files: withFile(name, null) })).toEqual([
      `${name} is gone: what was stored so is still there`,
      "appointment.booked has no sample of version 1",
    ]);
    const other = "samples/appointment.booked.v9.json";
    expect(lying({ files: withFile(other, "[]") })).toEqual([
      `${other} is not frozen yet: node scripts/freeze-events.ts`,
      `${other} is of no event in the catalog: old commits hold it`,
    ]);
  });

  it("leaves none out of the catalog that is stored somewhere", () => {
    const { "alias.set": _, ...others } = catalog;
    expect(lying({ catalog: others })).toContain(
      "samples/alias.set.v1.json is of no event in the catalog: old commits hold it",
    );
  });

  /** As if `run.paused` had said why, from its second version on. */
  const second = (upcast: (event: Event) => Event): Partial<Written> => {
    const now = {
      type: "object",
      properties: {
        run: { type: "string" },
        type: { const: "run.paused" },
        why: { type: "string" },
      },
      required: ["run", "type", "why"],
    };
    const files = new Map([
      ...written.files,
      ["schema/run.paused.v2.json", JSON.stringify(now)],
      [
        "samples/run.paused.v2.json",
        JSON.stringify([
          { stream: "appointment/1", event: { type: "run.paused", run: "1", why: "x", v: 2 } },
        ]),
      ],
    ]);
    const frozen = Object.fromEntries([...files].map(([name, text]) => [name, hashOf(text)]));
    const older = [{ personal: [], upcast }];
    return {
      files,
      frozen,
      present: new Map([...written.present, ["run.paused", now]]),
      catalog: { ...catalog, "run.paused": { ...catalog["run.paused"], version: 2, older } },
    };
  };

  it("brings what is stored to the new version, and is told where that does not fit", () => {
    expect(lying(second((event) => ({ ...event, why: "unknown" }) as Event))).toEqual([]);
    expect(lying(second((event) => event))).toEqual([
      'run.paused version 1, sample 1, brought to the present: ".why" is missing',
    ]);
    const { catalog: newer = catalog } = second((event) => event);
    const { older: _, ...without } = { ...catalog["run.paused"], ...newer["run.paused"] };
    expect(
      lying({ ...second((event) => event), catalog: { ...newer, "run.paused": without } }),
    ).toContain(
      'run.paused version 1, sample 1, brought to the present: Cannot read version 1 of event "run.paused"',
    );
  });
});

describe("an event of an older version", () => {
  let ports: LocalPorts;
  let close: () => void;
  beforeEach(() => {
    ({ port: ports, close } = localStage((all) => all)());
  });
  afterEach(() => close());

  const old: EventCatalog = {
    ...sampleCatalog,
    "guest.arrived": {
      version: 1,
      personal: ["fullName"],
      subject: (event) => ("guest" in event ? String(event.guest) : null),
    },
  };
  const arrived = { type: "guest.arrived", guest: "guest-1", fullName: "Mrs Ito" } as Event;

  it("is folded in the present shape while it is sealed, and what was moved still opens", async () => {
    const codec = createCodec({ vault: ports.vault, catalog: old });
    const sealed = await codec.seal(newCommit({ events: [arrived] }));
    const [event] = presentIn(sampleCatalog)(sealed as never).events;
    const { contact } = event as Event & { contact: { name: string; phone: null } };
    expect(event).toEqual({ type: "guest.arrived", guest: "guest-1", contact });
    expect([parseSealed(contact.name)?.field, contact.phone]).toEqual(["fullName", null]);
    expect(await ports.codec.openSealed(sealed.tenant, sealed.stream, contact.name)).toBe(
      "Mrs Ito",
    );
  });

  it("is written by an older program, and read by this one", async () => {
    const codec = createCodec({ vault: ports.vault, catalog: old });
    const sealed = await codec.seal(newCommit({ events: [arrived] }));
    expect((await ports.codec.open(sealed as never)).events).toEqual([
      { type: "guest.arrived", guest: "guest-1", contact: { name: "Mrs Ito", phone: null } },
    ]);
  });
});

describe("an event of a newer program", () => {
  const nobody = new Proxy({}, { get: (_, name) => Promise.reject(new Error(String(name))) });
  const newer = [
    ["a type that is not known", { type: "run.rewound", v: 1 }, 'event "run.rewound": not in the'],
    [
      "a version that is not known",
      { type: "run.paused", v: 2 },
      'version 2 of event "run.paused"',
    ],
    ["no version at all", { type: "run.paused" }, 'version undefined of event "run.paused"'],
  ] as const;

  it.each(newer)("is refused by name and not folded past: %s", async (_, event, why) => {
    const commit = newCommit({ stream: as("appointment/1"), events: [event] }) as never;
    const present = presentIn(catalog);
    const told = { name: "event_unknown", message: expect.stringContaining(why) as string };
    await expect(
      projectReader({ views: nobody as never, sealed: nobody as never, present })([commit]),
    ).rejects.toMatchObject(told);
    await expect(reactReader({ present } as never)([commit])).rejects.toMatchObject(told);
  });

  it("keeps an older program from deciding anything in its stream", async () => {
    const { port, close } = localStage((all) => all)();
    const commit = await appendNext(port.store, { events: [{ type: "door.opened" }] });
    const { "door.opened": _, ...less } = sampleCatalog;
    const older = createCodec({ vault: port.vault, catalog: less });
    const sealed = await port.codec.seal(commit);
    await expect(older.open(sealed as never)).rejects.toThrow('event "door.opened": not in the');
    expect(() => older.factsOf(sealed as never)).toThrow('event "door.opened": not in the');
    close();
  });
});
