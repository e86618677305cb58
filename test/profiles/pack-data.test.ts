import { describe, expect, it } from "vitest";
import { readPackFiles } from "#adapters/local/pack-files";
import { at } from "#core/kernel/time";
import { parseTemplate, templatesFrom } from "#core/message/render";
import { parsePack } from "#core/profiles/pack";
import { packAsData } from "#core/profiles/pack-as-data";
import { packFromData } from "#core/profiles/pack-data";
import { nextCron } from "#core/workflow/cron";
import type { Definition, Expression, ExpressionContext } from "#core/workflow/definition";
import { compile } from "#core/workflow/expression";

const files = await readPackFiles("core/profiles/healthcare");

/** Every kind of trigger and action, and what is known without CEL. */
const all = `
slug: visit
version: 1
title: All that a journey may say
owner: Front desk
on:
  cron: 30 8 * * MON-FRI
  zone: America/New_York
if: appointment.reachable
steps:
  - id: plainly
    wait: 2h
  - id: reckoned
    wait: duration("90m")
  - id: before
    if: appointment.plan == 1
    wait: daysBefore(appointment.start, 1, appointment.zone)
  - id: which
    choose:
      - when: steps["before"].outcome == "reached"
        then: ask
      - then: answer
  - id: ask
    needs: which
    uses: person.ask
    with: { kind: unreachable, priority: high }
  - id: answer
    needs: which
    await: appointment.confirmed
    timeout: 1d
`;

const triggeredBy = (on: string) =>
  all.replace("on:\n  cron: 30 8 * * MON-FRI\n  zone: America/New_York", on);

const packs = [
  files,
  await readPackFiles("core/profiles/salon"),
  { ...files, "visit.yaml": all },
  { ...files, "visit.yaml": triggeredBy("on:\n  cron: 30 8 * * *\n  zone: appointment.zone") },
  { ...files, "visit.yaml": triggeredBy('on:\n  time: appointment.start - duration("4h")') },
  {
    ...files,
    "visit.yaml": triggeredBy("on:\n  pattern: { event: appointment.*, times: 2, within: 1d }"),
  },
  {
    ...files,
    "visit.yaml": triggeredBy("on: appointment.booked").replace(
      "if: appointment.reachable",
      "if: size(appointment.status) > 3",
    ),
  },
].map((one) => {
  const read = parsePack(one);
  if (!read.ok) throw new Error(JSON.stringify(read.refusal.problems));
  return read.value;
});

const contexts: readonly ExpressionContext[] = ["booked", "confirmed"].flatMap((status) =>
  [{}, { before: { outcome: "reached" } }].map((steps) => ({
    now: at("2026-03-05T09:00:00Z"),
    appointment: {
      status,
      start: at("2026-03-09T15:00:00Z"),
      end: at("2026-03-09T15:30:00Z"),
      zone: "America/New_York",
      plan: 1,
      reachable: true,
      booked_at: at("2026-03-01T12:00:00Z"),
      confirmed_by: "customer",
      deposit: "",
    },
    steps,
  })),
);

/** Wherever one stands. */
const expressionsIn = (value: unknown): readonly Expression[] => {
  if (typeof value !== "object" || value === null) return [];
  return "evaluate" in value
    ? [value as Expression]
    : Object.values(value).flatMap((part) => expressionsIn(part));
};

const without = (definitions: readonly Definition[]): unknown =>
  JSON.parse(JSON.stringify(definitions));

describe.each(packs)("a pack as data", (pack) => {
  const { data, needsLanguage } = packAsData(pack);
  const again = packFromData(data, needsLanguage ? { compile, nextCron, parseTemplate } : null);

  it("is the same pack", () => {
    const { templates: sources, ...rest } = pack;
    const { templates, ...ready } = again;
    expect({ ...ready, journeys: without(ready.journeys) }).toEqual({
      ...rest,
      journeys: without(rest.journeys),
    });
    for (const [id, source] of Object.entries(sources))
      expect(templates(id)?.variables).toEqual(templatesFrom({ [id]: source })(id)?.variables);
    expect(templates("absent")).toBeNull();
  });

  it("answers the same, whatever is asked", () => {
    const [before, after] = [pack, again].map(({ journeys }) => expressionsIn(journeys));

    expect(before?.length).toBeGreaterThan(0);
    for (const context of contexts)
      expect(after?.map((one) => one.evaluate(context))).toEqual(
        before?.map((one) => one.evaluate(context)),
      );
  });
});

const [healthcare, salon, weekly, ...others] = packs.map(packAsData);

describe("the language of conditions", () => {
  it("is needed for a cron pattern, and for what is more than a tree", () => {
    expect([healthcare, salon].map((one) => one?.needsLanguage)).toEqual([false, false]);
    expect([weekly, ...others].map((one) => one?.needsLanguage)).toEqual([
      true,
      true,
      false,
      false,
      true,
    ]);
  });

  it.each([
    [weekly, 'Cannot use the cron pattern "30 8 * * MON-FRI" any more'],
    [others.at(-1), 'Cannot use the expression "size(appointment.status) > 3" any more'],
  ])("is missed where it is needed and not there", (one, message) => {
    if (one === undefined) throw new Error("no pack");
    expect(() => packFromData(one.data, null)).toThrow(message);
  });
});

describe("a cron pattern as data", () => {
  it("comes when it came", () => {
    if (weekly === undefined) throw new Error("no pack");
    const { journeys } = packFromData(weekly.data, { compile, nextCron, parseTemplate });
    const on = journeys.find(({ slug }) => slug === "visit")?.on;

    expect(on?.kind === "cron" && on.next("UTC", at("2026-03-07T00:00:00Z"))).toBe(
      "2026-03-09T08:30:00.000Z",
    );
  });
});
