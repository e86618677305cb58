import type { AppointmentEvent } from "#core/appointment/events";
import type { PaymentEvent } from "#core/payment/events";
import { ok, type Result, refuse } from "#core/kernel/result";
import { lintTemplate } from "#core/message/lint";
import {
  type ForbiddenWords,
  forbiddenWordsFrom,
  type TextRules,
  textRulesFrom,
} from "#core/message/rules";
import { type PackSettings, packSettings, withDefaults } from "#core/profiles/pack-settings";
import { purposeProblems } from "#core/profiles/purpose-lint";
import { taskRulesFrom } from "#core/profiles/task-rules";
import type { TaskRules } from "#core/task/rules";
import type { Definition } from "#core/workflow/definition";
import { parseDefinition } from "#core/workflow/parse";
import { type Problem, readYaml, sorted } from "#core/workflow/parse-document";
import { faultsOf } from "#core/workflow/parse-faults";
import { knownTools } from "#core/workflow/tools";

/** Everything that is particular to a trade: its journeys, its texts, and what both must keep to. */
export type Pack = PackSettings & {
  /** In the order in which they are asked: the highest priority first, then by slug. */
  readonly journeys: readonly Definition[];
  /** Liquid sources by template id; each has passed the linter. */
  readonly templates: Readonly<Record<string, string>>;
  readonly texts: TextRules;
  readonly forbidden: ForbiddenWords;
  /** Who does what people are asked to do, and by when. */
  readonly tasks: TaskRules;
};

export type PackInvalid = {
  readonly code: "pack_invalid";
  /** All of them, by file and position. */
  readonly problems: readonly (Problem & { readonly file: string })[];
};

/**
 * Reads a pack from the texts of its files, by their paths inside its folder (`templates/….liquid`). A pack is good as a whole or not at all: a journey that names a missing text is found here.
 */
export const parsePack = (files: Readonly<Record<string, string>>): Result<Pack, PackInvalid> => {
  const settings = readSettings(files);
  const texts = readRules("texts.yaml", files, textRulesFrom);
  const forbidden = readRules("forbidden-words.yaml", files, forbiddenWordsFrom);
  const templates = templatesIn(files);
  const journeys = journeysIn(files, Object.keys(templates));
  const tasks = readTasks(files, journeys);

  const problems = [settings, texts, forbidden, tasks, ...journeys].flatMap(problemsOf);
  if (texts.ok && forbidden.ok)
    problems.push(...templateProblems(templates, texts.value, forbidden.value));
  const read = journeys.flatMap((journey) => (journey.ok ? [journey.value] : []));
  problems.push(...purposeProblems(read, templates), ...strangers(files));
  if (problems.length > 0 || !settings.ok || !texts.ok || !forbidden.ok || !tasks.ok)
    return refuse({ code: "pack_invalid", problems: byFile(problems) });

  return ok({
    ...settings.value,
    journeys: read.map((journey) => withDefaults(journey, settings.value)).toSorted(byPriority),
    templates,
    texts: texts.value,
    forbidden: forbidden.value,
    tasks: tasks.value,
  });
};

/** What can happen to an appointment, as far as journeys may go by it. */
export const journeyEvents = [
  "appointment.booked",
  "appointment.rescheduled",
  "appointment.moved_away",
  "appointment.continued",
  "appointment.confirmed",
  "appointment.answer_noted",
  "appointment.customer_erased",
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

type Read<T> = Result<T, PackInvalid["problems"]>;

const readSettings = (files: Readonly<Record<string, string>>): Read<PackSettings> => {
  const yaml = readFile("pack.yaml", files);
  if (!yaml.ok) return yaml;
  const read = packSettings.safeParse(yaml.value.value);
  if (read.success) return ok(read.data);
  const { value, place } = yaml.value;
  return refuse(inFile("pack.yaml", faultsOf(read.error.issues, value).map(place)));
};

const readTasks = (
  files: Readonly<Record<string, string>>,
  journeys: readonly Read<Definition>[],
): Read<TaskRules> => {
  const yaml = readFile("tasks.yaml", files);
  if (!yaml.ok) return yaml;
  const read = taskRulesFrom(yaml.value, journeys);
  return read.ok ? read : refuse(inFile("tasks.yaml", read.refusal));
};

const readRules = <T>(
  file: string,
  files: Readonly<Record<string, string>>,
  from: (document: unknown) => Result<T, string>,
): Read<T> => {
  const yaml = readFile(file, files);
  if (!yaml.ok) return yaml;
  const read = from(yaml.value.value);
  return read.ok
    ? read
    : refuse([
        { file, line: 1, column: 1, message: `Cannot use the file "${file}": ${read.refusal}` },
      ]);
};

const readFile = (
  file: string,
  files: Readonly<Record<string, string>>,
): Read<ReturnType<typeof readYaml>> => {
  const text = files[file];
  if (text === undefined)
    return refuse([{ file, line: 1, column: 1, message: `Cannot find the file "${file}"` }]);
  const yaml = readYaml(text);
  return yaml.problems.length > 0 ? refuse(inFile(file, yaml.problems)) : ok(yaml);
};

const settingsFiles = ["pack.yaml", "texts.yaml", "forbidden-words.yaml", "tasks.yaml"];
const journeyFile = /^([a-z0-9_-]+)\.yaml$/;
const templateFile = /^templates\/([a-z0-9_-]+)\.liquid$/;

const templatesIn = (files: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(files).flatMap(([file, source]) => {
      const id = templateFile.exec(file)?.[1];
      return id === undefined ? [] : [[id, source]];
    }),
  );

const journeysIn = (
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

const templateProblems = (
  templates: Readonly<Record<string, string>>,
  rules: TextRules,
  forbidden: ForbiddenWords,
): PackInvalid["problems"] =>
  Object.entries(templates).flatMap(([id, source]) =>
    lintTemplate({ id, source }, { rules, forbidden }).map(({ line, message }) => ({
      file: `templates/${id}.liquid`,
      line,
      column: 1,
      message,
    })),
  );

/** Most often a misspelled name. Notes (`.md`) are welcome. */
const strangers = (files: Readonly<Record<string, string>>): PackInvalid["problems"] =>
  Object.keys(files)
    .filter((file) => ![journeyFile, templateFile, /\.md$/].some((known) => known.test(file)))
    .map((file) => ({
      file,
      line: 1,
      column: 1,
      message: `Cannot use the file "${file}": a pack has journeys (….yaml) and templates/….liquid`,
    }));

const byPriority = (one: Definition, other: Definition): number =>
  other.priority - one.priority || (one.slug < other.slug ? -1 : 1);

const inFile = (file: string, problems: readonly Problem[]): PackInvalid["problems"] =>
  sorted(problems).map((problem) => ({ ...problem, file }));

const problemsOf = (read: Read<unknown>): PackInvalid["problems"] => (read.ok ? [] : read.refusal);

const byFile = (problems: PackInvalid["problems"]): PackInvalid["problems"] =>
  problems.toSorted((one, other) => (one.file < other.file ? -1 : one.file > other.file ? 1 : 0));
