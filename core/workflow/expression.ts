import {
  EvaluationError,
  ParseError,
  type ParseResult,
  type TypeError as CelTypeError,
} from "@marcbachmann/cel-js";
import { ok, refuse, type Result } from "#core/kernel/result";
import type {
  Expression,
  ExpressionContext,
  ExpressionFailed,
  ExpressionType,
} from "#core/workflow/definition";
import {
  appointmentSchema,
  bindingsOf,
  customerSchema,
  environment,
  ourTypes,
  toOurs,
  variables,
} from "#core/workflow/expression-language";
import {
  brokenRules,
  looksAtWalls,
  type StepName,
  stepsNamedIn,
} from "#core/workflow/expression-rules";
import { runTree } from "#core/workflow/expression-run";
import { treeOf } from "#core/workflow/expression-tree";
import { type Comparison, comparisonsIn } from "#core/workflow/expression-words";
import { hint } from "#core/workflow/hint";
import { memo } from "#core/kernel/memo";

/**
 * Compiles a condition or a time written in CEL (Common Expression Language) for one of the types that
 * its place allows.
 *
 * All that can be known without an appointment is judged here: syntax, names, types, literals. The
 * language has no loops, no regular expressions and no clock of its own, so an evaluation visits each
 * node at most once and the same context gives the same value on every machine.
 */
export const compile = <T extends ExpressionType>(
  source: string,
  allowed: readonly T[],
): Result<Compiled<T>, ExpressionInvalid> => {
  const known = compiled(`${allowed.join("|")} ${source}`);
  return known as Result<Compiled<T>, ExpressionInvalid>;
};

type Compiled<T extends ExpressionType> = {
  readonly expression: OneOf<T>;
  /** The steps it asks after, so that a misspelled id is found before a run is. */
  readonly steps: readonly StepName[];
  /** The words that facts are compared with. */
  readonly comparisons: readonly Comparison[];
};

type OneOf<T extends ExpressionType> = T extends ExpressionType ? Expression<T> : never;

type ExpressionInvalid = {
  readonly code: "expression_invalid";
  /** `offset` counts characters from the start of the source. */
  readonly problems: readonly { readonly offset: number; readonly message: string }[];
};

const maxSourceLength = 1_000;

const compiled = memo(2_000, (typesAndSource) => {
  const space = typesAndSource.indexOf(" ");
  const allowed = typesAndSource.slice(0, space).split("|") as ExpressionType[];
  return compileAfresh(typesAndSource.slice(space + 1), allowed);
});

const compileAfresh = (
  source: string,
  allowed: readonly ExpressionType[],
): Result<Compiled<ExpressionType>, ExpressionInvalid> => {
  if (source.length > maxSourceLength)
    return invalid(0, `it has ${source.length} characters, ${maxSourceLength} are allowed`, source);

  const parsed = parsedFrom(source);
  if (!parsed.ok) return parsed;

  const broken = brokenRules(parsed.value.ast);
  if (broken.length > 0) return refuse({ code: "expression_invalid", problems: broken });

  const type = typeOf(source, parsed.value, allowed);
  if (!type.ok) return type;

  const tree = treeOf(parsed.value.ast);
  const evaluate =
    tree === null
      ? byCel(source, type.value, parsed.value)
      : (context: ExpressionContext) => runTree({ source, type: type.value, tree }, context);
  return ok({
    expression: {
      source,
      type: type.value,
      byWallClock: looksAtWalls(parsed.value.ast),
      evaluate,
    } as OneOf<ExpressionType>,
    steps: stepsNamedIn(parsed.value.ast),
    comparisons: comparisonsIn(parsed.value.ast),
  });
};

const typeOf = (
  source: string,
  parsed: ParseResult,
  allowed: readonly ExpressionType[],
): Result<ExpressionType, ExpressionInvalid> => {
  const { type: celType = "unknown", error } = parsed.check();
  if (error !== undefined) return invalid(error.range?.start ?? 0, explained(error), source);

  const type = ourTypes.get(celType);
  return type !== undefined && allowed.includes(type)
    ? ok(type)
    : invalid(0, `it gives ${type ?? celType}, ${allowed.join(" or ")} is needed`, source);
};

const parsedFrom = (source: string): Result<ParseResult, ExpressionInvalid> => {
  try {
    return ok(environment.parse(source));
  } catch (error) {
    if (!(error instanceof ParseError || error instanceof EvaluationError)) throw error;
    return invalid(error.range?.start ?? 0, explained(error), source);
  }
};

const invalid = (offset: number, why: string, source: string) => {
  const shown = source.length > 120 ? `${source.slice(0, 120)}…` : source;
  const message = `Cannot use the expression "${shown}": ${why}`;
  return refuse<ExpressionInvalid>({
    code: "expression_invalid",
    problems: [{ offset, message }],
  });
};

/** The library's sentence in lower case, with a guess where a name is misspelled. */
const explained = ({ code, summary }: ParseError | EvaluationError | CelTypeError): string => {
  const sentence = summary.charAt(0).toLowerCase() + summary.slice(1);
  const name = summary.split(": ").at(-1) ?? "";
  if (code === "no_such_key") return sentence + hint(name, fields);
  return code === "unknown_variable" ? sentence + hint(name, variables) : sentence;
};

const fields = [appointmentSchema, customerSchema, customerSchema.risk].flatMap(Object.keys);

/** What the library makes of it. Most conditions say so little that a tree of ours comes to the same in a tenth of the time. */
export const byCel =
  (source: string, type: ExpressionType, run: (bindings: object) => unknown) =>
  (context: ExpressionContext): Result<boolean | string | number, ExpressionFailed> => {
    try {
      return ok(toOurs(type, run(bindingsOf(context))));
    } catch (error) {
      // Whatever the facts made impossible here is an answer about this run, not a fault of the program.
      const why = error instanceof EvaluationError ? error.summary : String(error);
      return refuse({ code: "expression_failed", details: { expression: source, why } });
    }
  };
