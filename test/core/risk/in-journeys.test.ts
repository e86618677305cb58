import { describe, expect, it } from "vitest";
import { appointmentFacts } from "#core/app/app";
import { appointmentIdOf } from "#core/appointment/booking";
import { appointmentStreamDecider } from "#core/appointment/journeys";
import { customerStream } from "#core/kernel/ids";
import { at } from "#core/kernel/time";
import type { RiskHistory } from "#core/risk/score";
import { compile } from "#core/workflow/expression";
import { parseDefinition } from "#core/workflow/parse";
import { booking, journey, monday, reference, surroundings, visit } from "#test/support/bookings";
import { book, runsOf } from "#test/support/journey-stage";
import { memoryApp, tenant } from "#test/support/memory-app";
import { newCommit } from "#test/support/sample-commits";
import { specification } from "#test/support/specification";

const deposit = journey(
  "deposit",
  `on: appointment.booked
if: customer.risk.score >= 40 && customer.risk.level != "low"
steps:
  - { id: ask, uses: person.ask, with: { kind: deposit, priority: high } }
  - { id: later, wait: 1h }
  - { id: again, if: customer.no_shows == 2, uses: person.ask, with: { kind: again, priority: low } }
`,
);
const recovery = journey(
  "recovery",
  `on: appointment.no_show
if: customer.no_shows >= 2
steps: [{ id: call, uses: person.ask, with: { kind: call, priority: high } }]`,
);
const customer = booking("A").customer;
const missed = (noShows: number): RiskHistory => ({
  appointments: 4,
  noShows,
  asked: 0,
  confirmed: 0,
  reschedules: 0,
  isPastDue: false,
});
const withOthers = (noShows: number | null) => ({
  ...surroundings([deposit, recovery]),
  ...(noShows !== null && { others: { [customer]: missed(noShows) } }),
});
const given = (noShows: number | null) =>
  specification(appointmentStreamDecider, withOthers(noShows)).given();

describe("a journey that asks how likely the customer is to come", () => {
  it("begins where the risk is high enough, and its record says by which facts", () => {
    const { events } = given(2).when(book, monday);

    expect(events).toContainEqual(
      expect.objectContaining({
        type: "run.started",
        slug: "deposit",
        customer: { risk: { score: 40, level: "medium" }, no_shows: 2 },
      }),
    );
  });

  it("does not begin where it is not, and the reason is recorded with the facts", () => {
    expect(given(1).when(book, monday).events).toContainEqual({
      type: "run.skipped",
      slug: "deposit",
      why: "condition_false",
      customer: { risk: { score: 20, level: "low" }, no_shows: 1 },
    });
  });

  it("goes by what was known when it began, whatever is handed in later", () => {
    const begun = given(2).when(book, monday);
    const later = specification(appointmentStreamDecider, withOthers(7)).from(begun);
    const { events } = later.when({ kind: "wake" }, at("2026-03-02T13:00:00Z"));

    expect(events).toContainEqual(expect.objectContaining({ type: "task.opened", kind: "again" }));
  });

  it("counts the visit that was missed just now", () => {
    const story = given(1).when(book, monday);
    const { events } = story.when({ kind: "mark_no_show", by: "operator" }, visit);

    expect(events).toContainEqual(
      expect.objectContaining({
        slug: "recovery",
        customer: { risk: { score: 40, level: "medium" }, no_shows: 2 },
      }),
    );
  });

  it("holds nothing against somebody of whom nothing is known", () => {
    expect(runsOf(given(null).when(book, monday))).toEqual([]);
  });

  it("leaves no word of the customer with journeys that do not ask", () => {
    const plain = journey("plain", "on: appointment.booked\nsteps: [{ id: pause, wait: 1h }]");
    const around = { ...surroundings([plain, deposit]), others: { [customer]: missed(2) } };
    const { events } = specification(appointmentStreamDecider, around).given().when(book, monday);
    const started = events.filter(({ type }) => type === "run.started");

    expect(started.map((event) => "customer" in event)).toEqual([false, true]);
  });
});

describe("the names that an expression may use", () => {
  it("are known with their types", () => {
    expect(compile('customer.risk.level == "high" && customer.risk.score > 70', ["bool"]).ok).toBe(
      true,
    );
    expect(compile("customer.risk.score", ["bool"]).ok).toBe(false);
  });

  it("are guessed at where one is misspelled", () => {
    const compiled = compile("customer.no_show > 1", ["bool"]);
    const [problem] = compiled.ok ? [] : compiled.refusal.problems;

    expect(problem?.message).toContain('did you mean "no_shows"?');
  });

  it("do not include the name or the number of anybody", () => {
    const names = { events: ["appointment.booked"], tools: [], templates: [] };
    const text = `slug: a\nversion: 1\ntitle: a\nowner: b\non: appointment.booked\nif: customer.name == "Ada"\nsteps: [{ id: p, wait: 1h }]\n`;

    expect(parseDefinition(text, names).ok).toBe(false);
  });
});

describe("what is handed in", () => {
  const own = appointmentIdOf(reference("A"));

  it("is what the customer's other appointments add up to, without this one, and only where a journey asks", async () => {
    const memory = memoryApp(monday, [deposit]);
    await memory.app.store.append({
      ...newCommit({ tenant, stream: customerStream(customer) }),
      events: [
        noted(own, "no_show"),
        noted("1".repeat(32), "no_show"),
        noted("2".repeat(32), "no_show"),
        noted("3".repeat(32), "completed"),
      ],
    });
    const stream = surroundings([]).stream;

    expect((await appointmentFacts(memory.app, tenant, stream, customer)).others).toEqual({
      [customer]: { ...missed(2), appointments: 3 },
    });
    const quiet = memoryApp(monday, []);
    expect(await appointmentFacts(quiet.app, tenant, stream, customer)).not.toHaveProperty(
      "others",
    );
  });
});

const noted = (appointment: string, status: string) => ({
  type: "customer.appointment_noted",
  appointment,
  start: visit,
  status,
  asOf: 1,
});
