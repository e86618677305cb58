import * as z from "zod";
import { cronFault, nextCron } from "#core/workflow/cron";
import type { Trigger } from "#core/workflow/definition";
import {
  duration,
  expression,
  knownName,
  map,
  meant,
  oneOrMore,
  theOne,
  zone,
} from "#core/workflow/parse-fields";

/** `on:` as an event, a list of events, or a map with one of `event`, `time`, `cron`, `pattern`. */
export const trigger = (events: readonly string[]) =>
  meant<Trigger>((value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return onEvents(events);

    const kinds = new Map<string, z.ZodType<Trigger>>([
      ["event", map({ event: onEvents(events) }).transform(({ event }) => event)],
      ["time", onTime],
      ["cron", onCron],
      ["pattern", onPattern(events)],
    ]);
    return theOne("on", kinds, Object.keys(value));
  });

const onEvents = (events: readonly string[]) =>
  oneOrMore(knownName("event", events)).transform(
    (all): Trigger => ({ kind: "event", events: all }),
  );

const onTime = map({ time: expression("timestamp") }).transform(
  ({ time }): Trigger => ({ kind: "time", at: time }),
);

const pattern = z.string().superRefine((text, context) => {
  const fault = cronFault(text);
  if (fault !== null)
    context.addIssue({
      code: "custom",
      message: `Cannot use the cron pattern "${text}": ${fault}`,
    });
});

const onCron = map({ cron: pattern, zone: zone.optional() }).transform(
  ({ cron, zone: where }): Trigger => ({
    kind: "cron",
    pattern: cron,
    zone: where ?? null,
    next: (place, after) => nextCron(cron, place, after),
  }),
);

const onPattern = (events: readonly string[]) =>
  map({
    pattern: map({
      event: knownName("event", [...events, ...familiesOf(events)]),
      times: z.int().min(1).max(50),
      within: duration,
    }),
  }).transform(
    ({ pattern: { event, times, within } }): Trigger => ({
      kind: "pattern",
      event,
      times,
      withinMs: within,
    }),
  );

/** `appointment.*` for all that begin with `appointment.` */
const familiesOf = (events: readonly string[]): readonly string[] => [
  ...new Set(events.map((event) => event.replace(/\.[^.]*$/, ".*"))),
];
