import { ok, type Result, refuse } from "#core/kernel/result";
import { type Problem, readYaml, sorted } from "#core/workflow/parse-document";

export type PackInvalid = {
  readonly code: "pack_invalid";
  /** All of them, by file and position. */
  readonly problems: readonly (Problem & { readonly file: string })[];
};

export type Read<T> = Result<T, PackInvalid["problems"]>;

export const readFile = (
  file: string,
  files: Readonly<Record<string, string>>,
): Read<ReturnType<typeof readYaml>> => {
  const text = files[file];
  if (text === undefined)
    return refuse([{ file, line: 1, column: 1, message: `Cannot find the file "${file}"` }]);
  const yaml = readYaml(text);
  return yaml.problems.length > 0 ? refuse(inFile(file, yaml.problems)) : ok(yaml);
};

export const journeyFile = /^([a-z0-9_-]+)\.yaml$/;
export const templateFile = /^templates\/([a-z0-9_-]+)\.liquid$/;

export const templatesIn = (
  files: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(files).flatMap(([file, source]) => {
      const id = templateFile.exec(file)?.[1];
      return id === undefined ? [] : [[id, source]];
    }),
  );

export const inFile = (file: string, problems: readonly Problem[]): PackInvalid["problems"] =>
  sorted(problems).map((problem) => ({ ...problem, file }));

export const problemsOf = (read: Read<unknown>): PackInvalid["problems"] =>
  read.ok ? [] : read.refusal;

export const byFile = (problems: PackInvalid["problems"]): PackInvalid["problems"] =>
  problems.toSorted(
    (one, other) =>
      compare(one.file, other.file) || one.line - other.line || one.column - other.column,
  );

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
