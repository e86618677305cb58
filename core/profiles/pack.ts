import { ok, type Result, refuse } from "#core/kernel/result";
import { lintTemplate } from "#core/message/lint";
import {
  type ForbiddenWords,
  forbiddenWordsFrom,
  type TextRules,
  textRulesFrom,
} from "#core/message/rules";
import {
  byFile,
  inFile,
  journeyFile,
  type PackInvalid,
  problemsOf,
  type Read,
  readFile,
  templateFile,
  templatesIn,
} from "#core/profiles/pack-files";
import { inPack, journeysIn, readSettings } from "#core/profiles/pack-journeys";
import type { PackSettings } from "#core/profiles/pack-settings";
import { purposeProblems } from "#core/profiles/purpose-lint";
import { taskRulesFrom } from "#core/profiles/task-rules";
import type { TaskRules } from "#core/task/rules";
import type { Definition } from "#core/workflow/definition";
import { wordFaults } from "#core/workflow/parse-words";

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
  problems.push(...purposeProblems(read, templates), ...strangers(files), ...wordsIn(files));
  if (problems.length > 0 || !settings.ok || !texts.ok || !forbidden.ok || !tasks.ok)
    return refuse({ code: "pack_invalid", problems: byFile(problems) });

  return ok({
    ...settings.value,
    journeys: inPack(journeys, settings.value),
    templates,
    texts: texts.value,
    forbidden: forbidden.value,
    tasks: tasks.value,
  });
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

const wordsIn = (files: Readonly<Record<string, string>>): PackInvalid["problems"] =>
  Object.keys(files)
    .filter((file) => journeyFile.test(file))
    .flatMap((file) => {
      const yaml = readFile(file, files);
      return yaml.ok ? inFile(file, wordFaults(yaml.value.value).map(yaml.value.place)) : [];
    });

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
