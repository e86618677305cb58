import type { AppointmentEvent } from "#core/appointment/events";
import type { PaymentEvent } from "#core/payment/events";
import { ok, type Result, refuse } from "#core/kernel/result";
import {
  byFile,
  inFile,
  journeyFile,
  type PackInvalid,
  problemsOf,
  type Read,
  readFile,
  templatesIn,
} from "#core/profiles/pack-files";
import { type PackSettings, packSettings, withDefaults } from "#core/profiles/pack-settings";
import type { Definition } from "#core/workflow/definition";
import { parseDefinition } from "#core/workflow/parse";
import { faultsOf } from "#core/workflow/parse-faults";
import { knownTools } from "#core/workflow/tools";

/**
 * The journeys alone, as they are in a pack: of one that was in use before, nothing else is needed, and its texts were
 * judged when it was.
 */
export const parseJourneys = (
  files: Readonly<Record<string, string>>,
): Result<readonly Definition[], PackInvalid> => {
  const settings = readSettings(files);
  const journeys = journeysIn(files, Object.keys(templatesIn(files)));
  const problems = [settings, ...journeys].flatMap(problemsOf);
  if (problems.length > 0 || !settings.ok)
    return refuse({ code: "pack_invalid", problems: byFile(problems) });
  return ok(inPack(journeys, settings.value));
};

/** In the order in which they are asked. */
export const inPack = (
  journeys: readonly Read<Definition>[],
  settings: PackSettings,
): readonly Definition[] =>
  journeys
    .flatMap((journey) => (journey.ok ? [withDefaults(journey.value, settings)] : []))
    .toSorted(byPriority);

/** What can happen to an appointment, as far as journeys may go by it. */
export const journeyEvents = [
  "appointment.booked",
  "appointment.rescheduled",
  "appointment.moved_away",
  "appointment.continued",
  "appointment.confirmed",
  "appointment.answer_noted",
  "appointment.customer_erased",
  "appointment.review_opened",
  "appointment.cancelled",
  "appointment.started",
  "appointment.completed",
  "appointment.no_show",
  "payment.link_created",
  "payment.pending",
  "payment.paid",
  "payment.paid_otherwise",
  "payment.failed",
  "payment.refunded",
  "payment.disputed",
] as const satisfies readonly (AppointmentEvent | PaymentEvent)["type"][];

export const readSettings = (files: Readonly<Record<string, string>>): Read<PackSettings> => {
  const yaml = readFile("pack.yaml", files);
  if (!yaml.ok) return yaml;
  const read = packSettings.safeParse(yaml.value.value);
  if (read.success) return ok(read.data);
  const { value, place } = yaml.value;
  return refuse(inFile("pack.yaml", faultsOf(read.error.issues, value).map(place)));
};

const settingsFiles = ["pack.yaml", "texts.yaml", "forbidden-words.yaml", "tasks.yaml"];

export const journeysIn = (
  files: Readonly<Record<string, string>>,
  templates: readonly string[],
): readonly Read<Definition>[] => {
  const vocabulary = { events: journeyEvents, tools: knownTools, templates };
  return Object.entries(files)
    .filter(([file]) => journeyFile.test(file) && !settingsFiles.includes(file))
    .map(([file, text]) => {
      const read = parseDefinition(text, vocabulary);
      if (!read.ok) return refuse(inFile(file, read.refusal.problems));
      const message = `Cannot use the slug "${read.value.slug}": the file is named "${file}"`;
      return file === `${read.value.slug}.yaml`
        ? read
        : refuse([{ file, line: 1, column: 1, message }]);
    });
};

const byPriority = (one: Definition, other: Definition): number =>
  other.priority - one.priority || (one.slug < other.slug ? -1 : 1);
