import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { project } from "#core/app/project";
import { as, customerStream } from "#core/kernel/ids";
import type { Commit, Event } from "#core/kernel/message";
import { at, plusMs } from "#core/kernel/time";
import { levelOf } from "#core/risk/score";
import { type CustomerRow, customersOf, customersView } from "#core/views/customer-row";
import { customerItem } from "#core/views/customer-row";
import { messagesView } from "#core/views/message-row";
import { newestFirst } from "#core/views/newest-first";
import { booking, hour, journey, monday, visit } from "#test/support/bookings";
import { bookedWith, sendNow, textOf } from "#test/support/journey-stage";
import { memoryApp, type MemoryApp, tenant } from "#test/support/memory-app";
import { newCommit } from "#test/support/sample-commits";

const customer = booking("A").customer;
const stream = customerStream(customer);
const commitsOf = (...batches: readonly (readonly object[])[]): readonly Commit[] =>
  batches.map((events, index) => ({
    ...newCommit({ tenant, stream, version: index + 1, at: plusMs(monday, index * hour) }),
    events: events as readonly Event[],
    hash: as("0".repeat(64)),
  }));
const registered = { type: "customer.registered", name: "sealed name", email: null, phone: null };
const note = (id: string, status: string, minor: number | null) => ({
  type: "customer.appointment_noted",
  appointment: id.repeat(32),
  start: visit,
  status,
  asOf: 1,
  standing: {
    counts: true,
    reschedules: 0,
    asked: false,
    confirmed: false,
    price: minor === null ? null : { minor, currency: "USD" },
    pastDue: false,
  },
});
const story = commitsOf(
  [registered, note("a", "booked", 100)],
  [
    note("a", "no_show", 100),
    { type: "customer.risk_assessed", formula: 1, score: 20, level: "low", terms: [] },
  ],
  [note("b", "completed", 250)],
  [
    { type: "customer.text_received", sid: "SM9", body: "sealed words", intent: "stop" },
    { type: "customer.opted_out", how: "text", evidence: "SM9" },
    { type: "customer.text_settled", sid: "SM9", outcome: { kind: "acted", action: "opt_out" } },
  ],
);
const rowsOf = ({ views }: MemoryApp) =>
  [...views].toSorted(([one], [other]) => (one < other ? -1 : 1));
const projected = async (batches: readonly (readonly Commit[])[]) => {
  const memory = memoryApp(monday);
  for (const batch of batches) await project(memory.app, batch);
  return memory;
};

describe("the rows of customers and texts", () => {
  it("say what a list shows, and leave sealed what is sealed", async () => {
    const memory = await projected([story]);

    expect(memory.views.get(`${customersView}/${customer}`)?.data).toMatchObject({
      name: "sealed name",
      optedOut: true,
      risk: { score: 20, level: "low" },
    });
    expect(memory.views.get(`${messagesView}/SM9`)?.data).toMatchObject({
      direction: "inbound",
      customer,
      body: "sealed words",
      why: "acted_opt_out",
    });
  });

  it("are the same in whatever portions the commits come, and however often", async () => {
    const whole = rowsOf(await projected([story]));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(3), { maxLength: 8 }), async (cuts) => {
        const portions = cuts.map((from) => story.slice(from === 0 ? 0 : from - 1, from + 1));
        const inOrder = story.map((commit) => [commit]);
        const memory = await projected([...inOrder.slice(0, 1), ...inOrder, ...portions]);
        expect(rowsOf(memory)).toEqual(whole);
      }),
    );
  });

  it("list nobody who has only texted, and nobody who has been erased", () => {
    const [first] = commitsOf([registered]);
    if (first === undefined) throw new Error("Cannot begin without a commit");
    const row = (status: CustomerRow["status"]) =>
      customerItem(
        {
          id: customer,
          name: null,
          status,
          optedOut: false,
          unreachable: false,
          risk: { score: 0, level: "low" },
          visits: {},
        },
        first,
      ).index1;

    expect(row("known")).not.toBeNull();
    expect([row("unknown"), row("erased")]).toEqual([null, null]);
  });

  it("stand in the part of the list that their level names, every score of it", () => {
    const [first] = commitsOf([registered]);
    if (first === undefined) throw new Error("Cannot begin without a commit");
    for (let score = 0; score <= 100; score += 1) {
      const level = levelOf(score);
      const risk = { score, level };
      const row = {
        id: customer,
        name: null,
        status: "known",
        optedOut: false,
        unreachable: false,
        risk,
        visits: {},
      } as const;
      const place = customerItem(row, first).index1 ?? "";
      for (const one of ["low", "medium", "high"] as const) {
        const { from, to } = customersOf(one);
        expect(place >= from && place < to).toBe(one === level);
      }
    }
  });
});

describe("the newest first", () => {
  it("turns the order of moments round", () => {
    const moments = ["2025-12-31T23:59:59Z", "2026-01-01T00:00:00Z", "2026-10-09T08:07:06Z"].map(
      at,
    );

    expect(moments.map(newestFirst).toSorted()).toEqual(moments.toReversed().map(newestFirst));
    expect(newestFirst(null) > newestFirst(at("1970-01-01T00:00:00Z"))).toBe(true);
  });
});

describe("a text's row", () => {
  const hello = journey(
    "hello",
    `on: appointment.booked
steps: [{ id: hello, uses: text.send, with: { template: hello, purpose: confirmation, reply: true } }]`,
  );

  it("follows its life, forward only", async () => {
    const booked = bookedWith(hello);
    const { execution } = textOf(booked, "hello");
    const sent = sendNow(booked, "hello", monday);
    const report = (status: string) => ({
      type: "execution.delivery",
      execution,
      sid: "SM1",
      status,
      errorCode: null,
    });
    const memory = memoryApp(monday);
    const own = as<typeof stream>(`appointment/${"d".repeat(32)}`);
    const batches = [booked.events, sent.events, [report("delivered")], [report("sent")]];
    const commits = batches.map((events, index) => ({
      ...newCommit({ tenant, stream: own, version: index + 1, at: monday }),
      events: events as readonly Event[],
      hash: as<Commit["hash"]>("0".repeat(64)),
    }));
    const rowAfter = async (count: number) => {
      await project(memory.app, commits.slice(0, count));
      return memory.views.get(`${messagesView}/${execution}`)?.data;
    };

    expect(await rowAfter(1)).toMatchObject({
      state: "pending",
      customer,
      purpose: "confirmation",
    });
    expect(await rowAfter(2)).toMatchObject({ state: "sent", delivery: "accepted", sid: "SM1" });
    expect(await rowAfter(4)).toMatchObject({ state: "sent", delivery: "delivered" });
  });
});
