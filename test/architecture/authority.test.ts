import { describe, expect, it } from "vitest";
import type { AppointmentStreamWish } from "#core/appointment/journeys";
import { type BySystem, type ForTheAccountable, neverBySystem } from "#core/kernel/authority";
import { as } from "#core/kernel/ids";
import { plusMs } from "#core/kernel/time";
import { knownTools, type ToolName } from "#core/workflow/tools";
import { manifest } from "#manifest";
import { importsOf } from "#test/architecture/directions";
import { ourFiles } from "#test/architecture/our-files";
import { booking, hour, journey, minute, monday, visit } from "#test/support/bookings";
import {
  accepted,
  begin,
  bookedWith,
  cancel,
  confirm,
  executionsOf,
  settle,
  type StreamStory,
} from "#test/support/journey-stage";

/**
 * No way leads from the system to a cancellation or to money. Types say so (`out-of-reach.ts`, compiled by the gate);
 * here every tool, every wish that is left to the system, and every function that acts by itself is gone through.
 */
const never: readonly string[] = neverBySystem;
const source = ourFiles(".ts").filter(({ path }) => !path.startsWith("test/"));
const textOf = new Map(source.map(({ path, text }) => [path, text]));

const uses: Readonly<Record<ToolName, string>> = {
  "text.send": "uses: text.send, with: { template: hello, purpose: confirmation, reply: true }",
  "payment.link": "uses: payment.link, with: { amount: 50.00 USD }",
  "payment.close": "uses: payment.close",
  "person.ask": "uses: person.ask, with: { kind: look, priority: high }",
};
const toolsInUse = (...tools: readonly ToolName[]) =>
  journey(
    "all",
    `on: appointment.booked
steps:
${tools.map((tool, index) => `  - { id: step-${index}, needs: [], ${uses[tool]} }`).join("\n")}`,
  );

const link = { link: "plink_1", url: "https://buy.stripe.com/test_1" };
/** The executor does what the journey has asked for, and all goes well. */
const carriedOut = (story: StreamStory): StreamStory =>
  executionsOf(story).reduce(
    (before, { execution, tool }) =>
      before.when(begin(execution), monday).when(
        {
          kind: "settle_execution",
          execution,
          token: 1,
          outcome: { kind: "sent", sid: "S1", status: "accepted" },
          ...(tool === "payment.link" && { link }),
        },
        monday,
      ),
    story,
  );

describe("a tool of a journey", () => {
  it("is one of those that are listed here; a new one is gone through before it is used", () => {
    expect(Object.keys(uses).toSorted()).toEqual([...knownTools].toSorted());
    expect(knownTools.filter((tool) => /cancel|charge|refund|erase|capture/.test(tool))).toEqual(
      [],
    );
  });

  it.each(knownTools)("comes to no cancellation and no money: %s", (tool) => {
    const asked = bookedWith(toolsInUse(tool));
    const done = executionsOf(asked).reduce(
      (story, { execution }) => story.when(begin(execution), monday),
      asked,
    );
    const events = [...asked.events, ...done.events, ...carriedOut(asked).events];
    expect(events.map(({ type }) => type).filter((type) => never.includes(type))).toEqual([]);
    const verbs = done.events.flatMap((event) =>
      event.type === "execution.intended" && event.payment !== undefined ? [event.payment.do] : [],
    );
    expect(verbs).toEqual(tool === "payment.link" ? ["open"] : []);
  });
});

type SystemWish = BySystem<AppointmentStreamWish>;

/** One of each kind that types leave to the system. A kind that is missing does not compile. */
const wishesOn = (story: StreamStory): Readonly<Record<SystemWish["kind"], SystemWish>> => {
  const execution = executionsOf(story)[0]?.execution ?? as("none");
  const run = Object.values(story.state.journeys.runs)[0]?.id ?? as("none");
  return {
    wake: { kind: "wake" },
    confirm: { kind: "confirm", by: "customer" },
    complete: { kind: "complete" },
    mark_no_show: { kind: "mark_no_show", by: "business" },
    clear_no_show: { kind: "clear_no_show" },
    note_answer: { kind: "note_answer", answer: "cancel" },
    note_review_opened: { kind: "note_review_opened" },
    note_erasure: { kind: "note_erasure", customer: booking("A").customer, at: monday },
    begin_execution: begin(execution),
    settle_execution: settle(execution, accepted()),
    resolve_execution: {
      kind: "resolve_execution",
      execution,
      token: 1,
      found: { kind: "absent" },
      link,
    },
    withdraw_execution: { kind: "withdraw_execution", execution, token: 1, why: "opted_out" },
    record_delivery: {
      kind: "record_delivery",
      execution,
      sid: "S1",
      status: "failed",
      errorCode: "30007",
    },
    pause_run: { kind: "pause_run", run },
    resume_run: { kind: "resume_run", run },
    cancel_run: { kind: "cancel_run", run },
    close_task: { kind: "close_task", task: as("none") },
  };
};

const asked = bookedWith(toolsInUse(...knownTools));
const states: Readonly<Record<string, StreamStory>> = {
  booked: asked,
  "with a link and a text": carriedOut(asked),
  confirmed: carriedOut(asked).when(confirm, monday),
  "given up in words": asked.when({ kind: "note_answer", answer: "cancel" }, monday),
  begun: asked.when({ kind: "wake" }, visit),
  missed: asked.when({ kind: "mark_no_show", by: "operator" }, visit),
  cancelled: asked.when(cancel, monday),
};
const moments = [monday, plusMs(monday, minute), visit, plusMs(visit, 48 * hour)];

describe("a wish that is left to the system", () => {
  it.each(Object.entries(states))("calls nothing off and moves no money: %s", (_, story) => {
    for (const wish of Object.values(wishesOn(story)))
      for (const now of moments) {
        const types = story.when(wish, now).events.map(({ type }) => type);
        expect([wish.kind, types.filter((type) => never.includes(type))]).toEqual([wish.kind, []]);
      }
  });
});

/** Whatever a file loads when it runs; types are gone by then. */
const reachedFrom = (path: string, seen = new Set<string>()): ReadonlySet<string> => {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const { target, isType } of importsOf(textOf.get(path) ?? ""))
    if (!isType && target.startsWith("#")) reachedFrom(`${target.slice(1)}.ts`, seen);
  return seen;
};

/** Who spells a wish: writes it down, as an object with that kind. */
const spelling = (...kinds: readonly string[]): readonly string[] =>
  source
    .filter(({ path }) => !/\/(?:commands|decide)\.ts$/.test(path))
    .filter(({ text }) =>
      kinds.some((kind) => new RegExp(`kind: "${kind}"[,\\n ]`).test(uncommented(text))),
    )
    .map(({ path }) => path);

const uncommented = (text: string): string => text.replaceAll(/type \w+ =[^;]*;/g, "");

const byItself = [...manifest.streams, ...manifest.queues, ...manifest.timers].map(
  (entry) => `functions/${entry.function}.ts`,
);

describe("a function that acts by itself", () => {
  it("is there", () => {
    expect(byItself.filter((path) => !textOf.has(path))).toEqual([]);
    expect(byItself.length).toBeGreaterThanOrEqual(7);
  });

  it("loads no file that spells a cancellation: two do, for booking systems and for operators", () => {
    expect(spelling("cancel")).toEqual(["core/app/take-booking.ts", "functions/operate.ts"]);
    const doors = ["http/api", "http/calendly-webhook"].map((name) => `functions/${name}.ts`);
    expect(
      doors.map((door) => spelling("cancel").some((path) => reachedFrom(door).has(path))),
    ).toEqual([true, true]);
    for (const path of byItself)
      expect([path, spelling("cancel").filter((one) => reachedFrom(path).has(one))]).toEqual([
        path,
        [],
      ]);
  });
});

/** By the name that types have for them; a kind that is missing here does not compile. */
const forTheAccountable = Object.keys({
  cancel: true,
  charge: true,
  refund: true,
  erase: true,
  book: true,
  move: true,
  stand: true,
  note_moved_away: true,
  let_go: true,
  note_payment: true,
} satisfies Record<ForTheAccountable, true>);

describe("a file that gives commands as the system", () => {
  const asSystem = source.filter(({ text }) =>
    /actor:? .*kind: "system"|actor = \{ kind: "system"/.test(text),
  );

  it("is one of several, and each spells nothing that is for the accountable", () => {
    const paths = asSystem.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(["core/app/execute.ts", "core/app/wake.ts"]));
    expect(paths.length).toBeGreaterThanOrEqual(6);
    const spelled = new Set(spelling(...forTheAccountable));
    expect(paths.filter((path) => spelled.has(path))).toEqual([]);
  });

  it("gives no command through a file that spells an erasure: only an operator's door does", () => {
    expect(spelling("erase")).toEqual(["core/app/erase-customer.ts"]);
    for (const path of byItself)
      expect([...reachedFrom(path)]).not.toContain("core/app/erase-customer.ts");
  });
});

describe("the payment service", () => {
  it("is asked four questions, and none of them moves money", () => {
    const calls = source
      .filter(({ path }) => path.startsWith("adapters/stripe/"))
      .flatMap(({ text }) =>
        [...text.matchAll(/\bstripe\.(\w+\.\w+)\(/g)].map(([, call = ""]) => call),
      );
    expect(calls.toSorted()).toEqual([
      "paymentIntents.retrieve",
      "paymentLinks.create",
      "paymentLinks.list",
      "paymentLinks.update",
    ]);
  });
});
