import { describe, expect, it } from "vitest";
import { sweep } from "#core/app/sweep";
import { as, type StreamName } from "#core/kernel/ids";
import { at, plusMs } from "#core/kernel/time";
import type { Commit } from "#core/kernel/message";
import { operatorStream } from "#core/operator/card";
import type { OperatorId } from "#core/task/events";
import { tenantStream } from "#core/tenant/operators";
import { minute } from "#test/support/bookings";
import { memoryApp, tenant } from "#test/support/memory-app";

const start = at("2026-03-06T12:00:00Z");

/** Of what a newer program has written. */
const unknown = "event_unknown";

/** So many visits whose wake was due ten minutes ago, and streams of them that can be read but for these. */
const overdue = (count: number, isUnreadable: (stream: string) => boolean, why = unknown) => {
  const memory = memoryApp(start);
  const asked: StreamName[] = [];
  for (let number = 0; number < count; number += 1) {
    const stream = as<StreamName>(`appointment/${number}`);
    const index2 = plusMs(start, -10 * minute);
    const item = { view: "appointments", key: `${number}`, index1: null, index2, data: {} };
    memory.views.set(`appointments/${number}`, { ...item, source: { stream, version: 1 } });
  }
  const { store } = memory.app;
  const readFacts: typeof store.readFacts = async (who, stream) => {
    asked.push(stream);
    if (isUnreadable(stream)) throw Object.assign(new Error("no"), { name: why });
    return store.readFacts(who, stream);
  };
  const app = { ...memory.app, store: { ...store, readFacts } };
  return { memory, asked, sweeping: () => sweep(app, tenant) };
};

describe("the sweeper, where a stream cannot be read", () => {
  it("gives all others their turn, says which it was, and fails then, so that somebody looks", async () => {
    const { memory, asked, sweeping } = overdue(3, (stream) => stream === "appointment/0");

    await expect(sweeping()).rejects.toMatchObject({ name: "SweepIncomplete" });
    expect(asked).toEqual(["appointment/0", "appointment/1", "appointment/2"]);
    expect(memory.log).toEqual(["sweep.passed_over", "sweep.replanned"]);
  });

  it("does not tell of timers that were set again where none was", async () => {
    const { memory, sweeping } = overdue(2, () => true);

    await expect(sweeping()).rejects.toMatchObject({ name: "SweepIncomplete" });
    expect(memory.log).toEqual(["sweep.passed_over", "sweep.passed_over"]);
  });

  it("gets past as many as a newer program has written to", async () => {
    const { asked, sweeping } = overdue(60, (stream) => stream !== "appointment/59");

    await expect(sweeping()).rejects.toMatchObject({ name: "SweepIncomplete" });
    expect(asked).toHaveLength(60);
  });

  it("does not ask a database hundreds of times that answers nobody", async () => {
    const down = "dynamodb_unavailable";
    const { asked, sweeping } = overdue(200, () => true, down);

    await expect(sweeping()).rejects.toMatchObject({ name: down });
    expect(asked).toHaveLength(20);
  });
});

describe("the sweeper, where a list is behind", () => {
  it("looks behind hundreds that wait for nothing any more, also of one moment", async () => {
    const { memory, asked, sweeping } = overdue(1_300, () => false);
    const lost = as<StreamName>("appointment/lost");
    const index2 = plusMs(start, -9 * minute);
    const item = { view: "appointments", key: "lost", index1: null, index2, data: {} };
    memory.views.set("appointments/lost", { ...item, source: { stream: lost, version: 1 } });

    await sweeping();
    expect(asked).toHaveLength(1_301);
    expect(asked.at(-1)).toBe(lost);
    expect(new Set(asked).size).toBe(asked.length);
  });

  it("takes no more in a minute than it has the time for", async () => {
    const { asked, sweeping } = overdue(6_000, () => false);
    await sweeping();
    expect(asked).toHaveLength(5_000);
  });
});

describe("the sweeper, for people", () => {
  const pat = "0123456789abcdef0123456789abcdef" as OperatorId;
  const card = { operator: pat, name: "Pat", role: "front_desk", channel: "sms" } as const;
  const house = tenantStream(tenant);

  it("looks at every task that is open: the one whose deadline rang for nobody may be the six hundredth", async () => {
    const memory = memoryApp(start);
    for (let number = 1000; number < 1700; number += 1) {
      const stream = as<StreamName>(`task/${number}`);
      const wakeAt = number === 1600 ? plusMs(start, -10 * minute) : null;
      const item = { view: "tasks", key: `${number}`, index1: `2#${number}`, index2: null };
      const source = { stream, version: 1 };
      memory.views.set(`tasks/${number}`, { ...item, source, data: { wakeAt } });
    }
    await sweep(memory.app, tenant);
    expect([...memory.timers.keys()]).toEqual(["task/1600"]);
  });

  it("wakes what was under way to somebody who has left since, for a month", async () => {
    const memory = memoryApp(start);
    const asked: StreamName[] = [];
    const commit = (version: number, event: object) =>
      ({ tenant, stream: house, version, at: start, events: [event] }) as unknown as Commit;
    const left = [
      commit(1, { type: "operator.added", ...card, contact: { phone: null, email: null } }),
      commit(2, { type: "operator.removed", operator: pat }),
    ];
    const store = {
      ...memory.app.store,
      read: async () => ({ commits: left }),
      readFacts: async (_: unknown, stream: StreamName) => {
        asked.push(stream);
        return { commits: [] };
      },
    };
    await sweep({ ...memory.app, store }, tenant);
    expect(asked).toContain(operatorStream(pat));

    asked.length = 0;
    memory.now = plusMs(start, 31 * 24 * 60 * minute);
    await sweep({ ...memory.app, store }, tenant);
    expect(asked).not.toContain(operatorStream(pat));
  });
});
