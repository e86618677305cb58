import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CarrierCall, Fault } from "#adapters/sandbox-carrier/faults";
import { at } from "#core/kernel/time";
import type { Messenger } from "#core/ports/messenger";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { type Records, recordsOf } from "#test/support/records";

const phone = "+14045550123";
const now = "2026-03-02T15:00:00Z";
const visit = booking({ start: at("2026-03-12T15:00:00Z"), createdAt: at(now) });

let house: TestHouse;
let records: Records;
/** What the next calls of the carrier suffer, one each; after that they run. */
let suffers: Fault[];
let everyCreate: Fault;
let calls: CarrierCall["operation"][];

beforeEach(async () => {
  suffers = [];
  everyCreate = "run";
  calls = [];
  house = await testHouse(now, {
    faults: ({ operation }) => {
      calls.push(operation);
      return suffers.shift() ?? (operation === "create" ? everyCreate : "run");
    },
  });
  records = recordsOf(house.composed);
});
afterEach(() => house.close());

const events = async (): Promise<readonly string[]> => {
  const [stream] = records.streams("appointment");
  const types = await records.eventTypes(stream ?? ("" as never));
  return types.filter((type) => type.startsWith("execution."));
};

/** Everything that can be settled by itself is settled by then; no reminder is due yet. */
const later = "2026-03-02T18:00:00Z";

describe("a carrier that refuses for good", () => {
  it("because the customer has opted out there: the text has failed, by that name, and is not repeated", async () => {
    await house.post(inviteeCreated({ ...visit, phone: "+1 500-555-0004" }));
    await house.turnTo(later);

    expect(calls).toEqual(["create"]);
    expect(await records.texts()).toEqual(["booking-confirmation: failed opted_out"]);
    expect(await events()).toEqual([
      "execution.requested",
      "execution.intended",
      "execution.failed",
    ]);
  });
});

describe("a carrier that has not taken the text, and says so", () => {
  it("429 with Retry-After: it is sent once, not before that time", async () => {
    suffers = ["http-429"];
    await house.post(inviteeCreated(visit));
    expect(house.texts(phone)).toEqual([]);
    await house.turnTo("2026-03-02T15:00:00.999Z");
    expect(calls).toEqual(["create"]);
    await house.turnTo(later);

    expect(calls).toEqual(["create", "create"]);
    expect(house.texts(phone)).toHaveLength(1);
    expect(await records.texts()).toEqual(["booking-confirmation: sent"]);
  });

  it("again and again: it waits as long as it is of use, and then goes once", async () => {
    everyCreate = "http-429";
    await house.post(inviteeCreated(visit));
    await house.turnTo("2026-03-03T15:00:00Z");
    expect(await records.texts()).toEqual(["booking-confirmation: deferred provider_down"]);
    expect(calls.length).toBeGreaterThan(30);
    expect(calls.length).toBeLessThan(80);

    everyCreate = "run";
    await house.turnTo("2026-03-03T16:00:00Z");
    expect(await records.texts()).toEqual(["booking-confirmation: sent"]);
    expect(house.texts(phone)).toHaveLength(1);
  });

  it("until it is of no more use: it is not sent, by that name", async () => {
    everyCreate = "http-429";
    await house.post(inviteeCreated({ ...visit, start: at("2026-03-02T20:00:00Z") }));
    await house.turnTo("2026-03-02T21:00:00Z");

    expect(house.texts(phone)).toEqual([]);
    expect((await records.texts())[0]).toBe("booking-confirmation: suppressed provider_down");
  });
});

describe("a carrier that may have taken the text", () => {
  const taken: readonly (readonly [string, Fault])[] = [
    ["its answer was lost", "lose-reply"],
    ["its answer was not its own", "garbage"],
    ["it answered 500", "http-500"],
    ["the connection broke before", "fail-before"],
  ];
  it.each(taken)("%s: it is looked up, and the customer has exactly one text", async (_, fault) => {
    suffers = [fault];
    await house.post(inviteeCreated(visit));
    await house.turnTo(later);

    expect(house.texts(phone)).toHaveLength(1);
    expect(await records.texts()).toEqual(["booking-confirmation: sent"]);
    expect(await events()).toContain("execution.unknown");
  });

  it("is asked before anything is repeated", async () => {
    suffers = ["fail-before"];
    await house.post(inviteeCreated(visit));
    await house.turnTo(later);

    expect(calls[0]).toBe("create");
    expect(calls.slice(1, calls.indexOf("create", 1))).not.toEqual([]);
    expect(new Set(calls.slice(1, calls.indexOf("create", 1)))).toEqual(new Set(["list"]));
  });

  it("is believed for a quarter of an hour before a text without a sign is sent once more", async () => {
    suffers = ["fail-before"];
    await house.post(inviteeCreated(visit));
    await house.turnTo("2026-03-02T15:14:59Z");
    expect(house.texts(phone)).toEqual([]);
    await house.turnTo("2026-03-02T15:30:00Z");
    expect(house.texts(phone)).toHaveLength(1);
  });

  it("is not asked a third time: after two tries without a trace the text has failed, by name", async () => {
    everyCreate = "fail-before";
    await house.post(inviteeCreated(visit));
    await house.turnTo("2026-03-03T15:00:00Z");

    expect(calls.filter((call) => call === "create")).toHaveLength(2);
    expect(await records.texts()).toEqual(["booking-confirmation: failed outcome_unknown"]);
  });

  it("does not answer at all: one text, and the caller has not waited for ever", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      suffers = ["hang"];
      const posted = house.post(inviteeCreated(visit));
      while (calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
      await vi.advanceTimersByTimeAsync(30_000);
      expect((await posted).status).toBe(200);
    } finally {
      vi.useRealTimers();
    }
    expect(await records.texts()).toEqual([expect.stringMatching(/unknown timeout$/)]);
    await house.turnTo(later);

    expect(house.texts(phone)).toHaveLength(1);
    expect(await records.texts()).toEqual(["booking-confirmation: sent"]);
  });

  it("is settled by its own callback, when that comes before we look", async () => {
    suffers = ["lose-reply"];
    await house.post(inviteeCreated(visit));
    await house.turnTo("2026-03-02T15:00:01Z"); // The carrier's "sent" bears our execution's id.

    expect(calls).toEqual(["create"]);
    expect(await records.texts()).toEqual(["booking-confirmation: sent"]);
  });
});

describe("a carrier whose callbacks never come", () => {
  beforeEach(() => {
    Object.assign(house.carrier, { runDue: async () => 0, next: () => null });
  });

  it("is asked what it has: one look finds the text whose answer was lost", async () => {
    suffers = ["lose-reply"];
    await house.post(inviteeCreated(visit));
    await house.turnTo("2026-03-02T15:05:00Z");

    expect(calls).toEqual(["create", "list"]);
    expect(await records.texts()).toEqual(["booking-confirmation: sent"]);
    expect(house.texts(phone)).toHaveLength(1);
  });

  it("is asked again when it cannot say, and nothing is sent in between", async () => {
    suffers = ["lose-reply", "http-500", "fail-before", "garbage"];
    await house.post(inviteeCreated(visit));
    await house.turnTo(later);

    expect(calls).toEqual(["create", "list", "list", "list", "list"]);
    expect(await records.texts()).toEqual(["booking-confirmation: sent"]);
    expect(house.texts(phone)).toHaveLength(1);
  });
});

describe("a message that is buried after its text has gone, and the callbacks never come", () => {
  it("has it looked up when the worker is well again, and the customer has one text", async () => {
    const { deps, carrier } = house.composed;
    Object.assign(carrier ?? {}, { runDue: async () => 0, next: () => null });
    const { messenger } = deps;
    const ill: Messenger = {
      send: async (message, at) => {
        await messenger.send(message, at);
        return failing();
      },
      find: failing,
    };
    Object.assign(deps, { messenger: ill });
    await house.post(inviteeCreated(visit));
    await house.turnTo("2026-03-02T15:10:00Z");
    expect(await deps.queues.deadLetters("executions")).toHaveLength(1);

    Object.assign(deps, { messenger });
    await house.turnTo(later);
    expect(calls).toEqual(["create", "list"]);
    expect(await records.texts()).toEqual(["booking-confirmation: sent"]);
    expect(house.texts(phone)).toHaveLength(1);
  });
});

describe("a worker that dies between its intent and its outcome", () => {
  it.each([
    ["before the carrier was called", false],
    ["after the carrier took the text", true],
  ])("%s: the next one looks first, and the customer has exactly one text", async (_, isTaken) => {
    const { deps } = house.composed;
    const { messenger } = deps;
    const dying: typeof messenger = {
      ...messenger,
      send: async (...asked) => {
        Object.assign(deps, { messenger });
        if (isTaken) await messenger.send(...asked);
        throw new Error("Killed in the middle");
      },
    };
    Object.assign(deps, { messenger: dying });
    await house.post(inviteeCreated(visit));
    await house.turnTo(later);

    expect(await records.texts()).toEqual(["booking-confirmation: sent"]);
    expect(house.texts(phone)).toHaveLength(1);
  });
});

describe("a carrier that fails all day", () => {
  it("leaves every text with exactly one end, and no customer with two of the same", async () => {
    const all: readonly Fault[] = ["fail-before", "lose-reply", "http-500", "http-429", "garbage"];
    suffers = Array.from({ length: 40 }, (_, n) => all[(n * 7 + 3) % all.length] ?? "run");
    for (let n = 0; n < 8; n++)
      await house.post(
        inviteeCreated({
          ...visit,
          phone: `+1404555010${n}`,
          inviteeUri: `https://api.calendly.com/scheduled_events/E${n}/invitees/I${n}`,
        }),
      );
    await house.turnTo("2026-03-13T15:00:00Z");

    const ends = (await records.texts()).map((text) => text.split(" ")[1]);
    expect(ends.filter((end) => !["sent", "failed", "suppressed"].includes(end ?? ""))).toEqual([]);
    for (let n = 0; n < 8; n++) {
      const bodies = house.texts(`+1404555010${n}`).map((text) => text.slice(25));
      expect(new Set(bodies).size).toBe(bodies.length);
    }
  });
});

const failing = (): never => {
  throw new TypeError("A bug in a worker");
};

describe("a message that is buried in the queue", () => {
  it("is handed over again, and the text goes when the worker is well again", async () => {
    const { deps } = house.composed;
    const { leases } = deps;
    Object.assign(deps, { leases: { ...leases, acquire: failing } });
    await house.post(inviteeCreated(visit));
    await house.turnTo("2026-03-02T15:10:00Z");
    expect(await deps.queues.deadLetters("executions")).toHaveLength(1);

    Object.assign(deps, { leases });
    await house.turnTo(later);
    expect(await records.texts()).toEqual(["booking-confirmation: sent"]);
    expect(house.texts(phone)).toEqual([expect.stringMatching(/^2026-03-02T15:15:00\.000Z /)]);
    expect(await records.tasks()).toEqual([]);
  });

  it("is a person's task when the worker stays ill", async () => {
    const { deps } = house.composed;
    Object.assign(deps, { leases: { ...deps.leases, acquire: failing } });
    await house.post(inviteeCreated(visit));
    await house.turnTo("2026-03-02T19:00:00Z");
    expect(await records.texts()).toEqual(["booking-confirmation: failed not_carried_out"]);
    expect(await records.tasks()).toEqual(["text-failed (medium)"]);
  });
});
