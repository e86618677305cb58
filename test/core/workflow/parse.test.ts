import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import type { Definition, ExpressionContext } from "#core/workflow/definition";
import { parseDefinition } from "#core/workflow/parse";

const vocabulary = {
  events: ["appointment.booked", "appointment.confirmed", "appointment.cancelled"],
  tools: ["text.send", "person.ask"],
  templates: ["reminder-two-days"],
};

const context: ExpressionContext = {
  now: at("2026-03-05T09:00:00Z"),
  appointment: {
    status: "booked",
    start: at("2026-03-09T15:00:00Z"),
    end: at("2026-03-09T15:30:00Z"),
    zone: "America/New_York",
    plan: 1,
    reachable: true,
    booked_at: at("2026-03-01T12:00:00Z"),
    confirmed_by: "",
    deposit: "",
  },
  steps: {},
};

const head = `slug: example
version: 1
title: An example
owner: Front desk
on: appointment.booked
`;

const withSteps = (steps: string, top = head) => `${top}steps:\n${steps}`;

const onWait = "  - id: later\n    wait: 2h\n";

const parsed = (text: string): Definition => {
  const read = parseDefinition(text, vocabulary);
  if (!read.ok) throw new Error(read.refusal.problems.map(({ message }) => message).join("\n"));
  return read.value;
};

/** Each as `line:column message`. */
const problemsIn = (text: string): readonly string[] => {
  const read = parseDefinition(text, vocabulary);
  if (read.ok) return [];
  return read.refusal.problems.map((one) => `${one.line}:${one.column} ${one.message}`);
};

describe("a good definition", () => {
  it("says all that its owner wrote, and what follows where nothing is written", () => {
    const definition = parsed(
      withSteps(`  - id: two-days-before
    wait: appointment.start - duration("48h")
  - id: remind
    if: appointment.status == "booked"
    uses: text.send
    with: { template: reminder-two-days, purpose: reminder }
    retry: { attempts: 3, first: 10s, max: 1m, factor: 2 }
    stale: 6h
  - id: answer
    await: appointment.confirmed
    timeout: 2h
  - id: ask
    needs: [answer, remind]
    uses: person.ask
    with: { kind: no-answer, priority: medium, due: 4h }
  - id: aside
    needs: []
    wait: 90m
`),
    );

    expect(definition).toMatchObject({
      slug: "example",
      version: 1,
      priority: 0,
      on: { kind: "event", events: ["appointment.booked"] },
      if: null,
      until: [],
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(definition.steps.map(({ id, needs }) => [id, needs])).toEqual([
      ["two-days-before", []],
      ["remind", ["two-days-before"]],
      ["answer", ["remind"]],
      ["ask", ["answer", "remind"]],
      ["aside", []],
    ]);
    expect(definition.steps.map((step) => step.do)).toMatchObject([
      { kind: "wait", until: { type: "timestamp" } },
      {
        kind: "use",
        tool: "text.send",
        with: { template: "reminder-two-days", purpose: "reminder" },
        retry: { attempts: 3, firstMs: 10_000, maxMs: 60_000, factor: 2 },
        staleAfterMs: 21_600_000,
      },
      { kind: "await", events: ["appointment.confirmed"], timeoutMs: 7_200_000 },
      { kind: "use", tool: "person.ask", staleAfterMs: null },
      { kind: "wait", until: { type: "duration", source: "90m" } },
    ]);
  });

  it("chooses between steps that wait for the choice", () => {
    const definition = parsed(
      withSteps(`  - id: which
    choose:
      - { when: appointment.plan == 1, then: first }
      - then: other
  - { id: first, needs: which, wait: 1h }
  - { id: other, needs: which, wait: 1h }
`),
    );
    const choice = definition.steps[0]?.do;
    const options = choice?.kind === "choose" ? choice.options : [];
    expect(options.map((option) => [option.when?.source ?? null, option.then])).toEqual([
      ["appointment.plan == 1", "first"],
      [null, "other"],
    ]);
  });

  it.each([
    [
      "[appointment.booked, appointment.confirmed]",
      { kind: "event", events: ["appointment.booked", "appointment.confirmed"] },
    ],
    ["{ event: appointment.booked }", { kind: "event", events: ["appointment.booked"] }],
    ['{ time: timestamp("2026-12-24T09:00:00Z") }', { kind: "time", at: { type: "timestamp" } }],
    [
      "{ cron: 0 9 * * MON, zone: appointment.zone }",
      { kind: "cron", pattern: "0 9 * * MON", zone: { source: "appointment.zone" } },
    ],
    ["{ cron: 0 9 * * * }", { kind: "cron", zone: null }],
    [
      "{ pattern: { event: appointment.*, times: 3, within: 30d } }",
      { kind: "pattern", event: "appointment.*", times: 3, withinMs: 2_592_000_000 },
    ],
  ])("is triggered by %s", (on, trigger) => {
    const definition = parsed(withSteps(onWait, head.replace("appointment.booked", on)));
    expect(definition.on).toMatchObject(trigger);
  });

  it("takes a zone by its plain name", () => {
    const on = "{ cron: 0 9 * * *, zone: Asia/Tokyo }";
    const definition = parsed(withSteps(onWait, head.replace("appointment.booked", on)));
    expect(definition.on.kind === "cron" && definition.on.zone?.evaluate(context)).toEqual({
      ok: true,
      value: "Asia/Tokyo",
    });
  });

  it("keeps its hash when comments, order of keys and layout change, and loses it with any word", () => {
    const { hash } = parsed(withSteps(onWait));
    expect(parsed(withSteps("  - {wait: '2h', id: later} # soon\n")).hash).toBe(hash);
    expect(parsed(withSteps(onWait).replace("2h", "3h")).hash).not.toBe(hash);
  });
});

describe("a definition with mistakes", () => {
  it("is told all of them at once, in the order of its lines", () => {
    const text = `slug: Reminder Sequence
verzion: 1
title: 3
owner: Front desk
on: { evnt: appointment.booked }
if: appointment.strat > now
until: [appointment.canceled]
steps:
  - id: one
    uses: text.sent
    with: { template: any }
  - id: one
    needs: nine
    wait: "  appointment.start - duration('2d')"
  - id: two
    needs: three
    uses: text.send
    with: { template: any, purpos: b, reply: 3 }
    stale: 6x
    retry: { attempts: 0, first: 2h, max: 1h, factor: high }
  - id: three
    needs: [two]
    await: [appointment.booked, x]
  - id: four
    if: steps["fiv"].outcome == "sent"
    choose: [{ then: two }, { when: "1", then: six }]
  - wait: 2h
    uses: text.send
    id: seven
  - 3
  - id: eight
    use: text.send
`;
    expect(problemsIn(text)).toMatchInlineSnapshot(`
      [
        "1:1 Cannot read the document: the key "version" is missing",
        "1:7 Cannot use "Reminder Sequence" as a name: write lower-case words with hyphens, as in "first-reminder"",
        "2:1 Cannot use the key "verzion" here: known are slug, version, title, owner, priority, on, if, until, steps (did you mean "version"?)",
        "3:8 Cannot read "title": a text is needed, 3 is given",
        "5:5 Cannot tell what on does: it needs one of event, time, cron, pattern, and it has none (did you mean "event"?)",
        "6:17 Cannot use the expression "appointment.strat > now": no such key: strat (did you mean "start"?)",
        "7:9 Cannot find the event "appointment.canceled": known are appointment.booked, appointment.confirmed, appointment.cancelled (did you mean "appointment.cancelled"?)",
        "10:11 Cannot find the tool "text.sent": known are text.send, person.ask (did you mean "text.send"?)",
        "12:9 Cannot use the id "one" again: an earlier step has it",
        "13:12 Cannot need "nine": no step has this id (did you mean "one"?)",
        "14:34 Cannot read the duration "2d": write hours, minutes and seconds, as in "36h" or "1h30m"",
        "16:12 Cannot put the steps in order: "two" needs "three" needs "two"",
        "18:23 Cannot find the template "any": known are reminder-two-days",
        "18:28 Cannot use the key "purpos" here: known are template, purpose, reply (did you mean "purpose"?)",
        "18:46 Cannot read "reply": true or false is needed, 3 is given",
        "19:12 Cannot read the duration "6x": write days, hours, minutes or seconds, as in "2h" or "1d12h", from 1s to 366d",
        "20:24 Cannot read "attempts": it is 0, at least 1 is needed",
        "20:43 Cannot retry with this "max": it is shorter than "first"",
        "20:55 Cannot read "factor": a number is needed, "high" is given",
        "21:5 Cannot read item 4 of "steps": the key "timeout" is missing",
        "23:33 Cannot find the event "x": known are appointment.booked, appointment.confirmed, appointment.cancelled",
        "25:9 Cannot ask after "fiv": no step has this id",
        "26:22 Cannot choose "two": it has to say "needs: four"",
        "26:29 Cannot reach this option: the one before has no "when"",
        "26:38 Cannot use the expression "1": it gives int, bool is needed",
        "26:48 Cannot choose "six": no step has this id",
        "27:5 Cannot tell what step "seven" does: it needs one of uses, wait, await, choose, and it has wait and uses",
        "30:5 Cannot read item 7 of "steps": a map of keys is needed, 3 is given",
        "31:5 Cannot tell what step "eight" does: it needs one of uses, wait, await, choose, and it has none (did you mean "uses"?)",
      ]
    `);
  });

  it.each([
    ["steps: x", '6:8 Cannot read "steps": a list is needed, "x" is given'],
    ["steps: []", '6:8 Cannot read "steps": it has 0 items, at least 1 is needed'],
    ["steps: [{ id: a, wait: -2h }]", '6:26 Cannot use the expression "-2h"'],
    ["steps: [{ id: a, wait: 0s }]", '6:24 Cannot read the duration "0s"'],
    ["steps: [{ id: a, wait: 367d }]", '6:24 Cannot read the duration "367d"'],
    ["steps: [{ id: a, wait: appointment.plan }]", "6:24 Cannot use the expression"],
    ["steps: [{ id: A b, wait: 1h }]", '6:15 Cannot use "A b" as a name'],
    ["steps: [{ id: a, wait: 1h, timeout: 2h }]", '6:28 Cannot use the key "timeout" here'],
    ["steps: [{ id: a, await: appointment.booked }]", 'the key "timeout" is missing'],
    ["steps: [{ id: a, needs: a, wait: 1h }]", 'order: "a" needs "a"'],
    [
      "steps:\n  - id: a\n    uses: person.ask\n    with:\n      { kind: call, priority: low, until: [appointment.canceled] }",
      '10:44 Cannot find the event "appointment.canceled": known are appointment.booked, appointment.confirmed, appointment.cancelled (did you mean "appointment.cancelled"?)',
    ],
    [
      "steps: [{ id: a, uses: person.ask, with: { kind: call, priority: low, until: [] } }]",
      '6:78 Cannot read "until": it has 0 items',
    ],
    [
      "steps: [{ id: a, uses: text.send, with: { template: reminder-two-days, purpose: reminder, until: appointment.booked } }]",
      '6:91 Cannot use the key "until" here',
    ],
    [
      "steps: [{ id: a, wait: 1h }]\nslug: again",
      "7:1 Cannot read YAML: this key stands here twice",
    ],
    ["steps: [{ id: a, wait: 1h }", "Cannot read YAML: flow"],
    ["steps: &all [*all]", '6:14 Cannot read YAML: write out what "*all" stands for'],
    ["steps: !!js/function x", "6:8 Cannot read YAML: unresolved tag"],
    ["steps: .inf", "6:8 Cannot read YAML: this number has no end"],
    ['steps: "\\ud800"', "6:8 Cannot read YAML: half of a surrogate pair"],
    ["---\nslug: second", "6:1 Cannot read YAML: a second document begins here"],
    [
      "__proto__: { slug: x }\nsteps: [{ id: a, wait: 1h }]",
      '6:1 Cannot use the key "__proto__" here',
    ],
  ])("%s", (end, problem) => {
    expect(problemsIn(`${head}${end}\n`).join("\n")).toContain(problem);
  });

  it.each([
    [
      "{ cron: 99 * * * * }",
      'Cannot use the cron pattern "99 * * * *": Invalid value for minute: 99',
    ],
    ["{ cron: 0 9 30 2 * }", "no day ever matches it"],
    ["{ cron: 0 9 * * *, zone: Mars/Olympus }", "unknown variable: Mars"],
    ["{ time: 2h }", 'Cannot use the expression "2h"'],
    ["{ time: now, cron: 0 9 * * * }", "and it has time and cron"],
    [
      "{ pattern: { event: payment.*, times: 3, within: 1d } }",
      'Cannot find the event "payment.*"',
    ],
    [
      "{ pattern: { event: appointment.booked, times: 0, within: 1d } }",
      'Cannot read "times": it is 0',
    ],
    ["{}", "Cannot tell what on does: it needs one of event, time, cron, pattern, and it has none"],
  ])("cannot be triggered by %s", (on, problem) => {
    const text = withSteps(onWait, head.replace("appointment.booked", on));
    expect(problemsIn(text)).toEqual([expect.stringContaining(problem)]);
  });

  it("is told of each circle once, and not of the steps that come after it", () => {
    const text = withSteps(`  - { id: a, needs: c, wait: 1h }
  - { id: b, needs: a, wait: 1h }
  - { id: c, needs: b, wait: 1h }
  - { id: after, needs: c, wait: 1h }
  - { id: d, needs: e, wait: 1h }
  - { id: e, needs: d, wait: 1h }
`);
    expect(problemsIn(text)).toEqual([
      '7:21 Cannot put the steps in order: "a" needs "c" needs "b" needs "a"',
      '11:21 Cannot put the steps in order: "d" needs "e" needs "d"',
    ]);
  });

  it("is refused when it is longer than 64 KB, nested deeply, or of another YAML", () => {
    expect(problemsIn(`# ${"é".repeat(32 * 1024)}`)).toEqual([
      "1:1 Cannot read the document: it has 65538 bytes, 65536 are allowed",
    ]);
    const deep = ["1:1 Cannot read the document: it is nested too deeply"];
    expect(problemsIn("[".repeat(30_000))).toEqual(deep);
    expect(problemsIn("- ".repeat(5_000))).toEqual(deep);
    expect(problemsIn(`${head}steps: ${"[".repeat(200)}${"]".repeat(200)}`)).toEqual(deep);
    expect(problemsIn(`%YAML 1.1\n---\n${withSteps(onWait)}`)[0]).toContain("%YAML is not needed");
  });

  it("points into the expression, also when it is quoted", () => {
    const text = withSteps(`  - id: a\n    wait: "appointment.strat"\n`);
    expect(problemsIn(text)).toEqual([expect.stringMatching(/^8:24 .*no such key: strat/)]);
  });
});

it("answers any text with a definition or with problems at places that exist", () => {
  const good = withSteps(onWait);
  const edits = fc.array(
    fc.tuple(
      fc.nat(good.length),
      fc.nat(6),
      fc.constantFrom("", ":", "\n", "[", '"', "- ", "*", "\t", "x"),
    ),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(edits, (all) => {
      const text = all.reduce(
        (now, [from, cut, put]) => now.slice(0, from) + put + now.slice(from + cut),
        good,
      );
      const read = parseDefinition(text, vocabulary);
      const problems = read.ok ? [] : read.refusal.problems;
      expect(read.ok || problems.length > 0).toBe(true);
      const lines = text.split("\n");
      for (const { line, column } of problems) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(lines.length);
        expect(column).toBeGreaterThanOrEqual(1);
        expect(column).toBeLessThanOrEqual((lines[line - 1] ?? "").length + 1);
      }
    }),
    { numRuns: 300 },
  );
});
