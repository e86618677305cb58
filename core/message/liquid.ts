// oxlint-disable-next-line typescript/triple-slash-reference -- an ambient module cannot be imported
/// <reference path="./liquid-browser.d.ts" />
import {
  Liquid,
  type LiquidNode,
  type LiquidValue,
  type ParsedLiquid,
} from "liquidjs/dist/liquid.browser.mjs";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { VariableUse } from "#core/message/template";

export type { LiquidNode, LiquidValue };

/** Refuses with the engine's own words and the line of the token that it could not read. */
export const parseLiquid = (
  source: string,
): Result<ParsedLiquid, { readonly message: string; readonly line: number }> => {
  try {
    return ok(engine.parse(source));
  } catch (error) {
    return refuse({ message: plainMessage(error), line: lineOf(error) });
  }
};

/** Throws when a variable is missing: what a template may name is checked when it is parsed. */
export const renderLiquid = (parsed: ParsedLiquid, values: object): string =>
  String(engine.renderSync(parsed, values));

/** What a text that can be read is made of. */
export const nodesOf = (source: string): readonly LiquidNode[] => engine.parse(source);

export const variablesOf = (parsed: ParsedLiquid): readonly VariableUse[] =>
  Object.values(engine.analyzeSync(parsed).variables)
    .flat()
    .map(({ segments, location }) => ({
      path: segments.map((part) => (typeof part === "string" ? part : "[…]")).join("."),
      line: location.row,
    }));

const allowedTags = ["if", "unless", "case", "comment", "#"];

/**
 * A text chooses between words; it does not count, loop, load files or tell the date. Hence a handful of
 * tags and no filter. The tables have no prototype, so `{% constructor %}` is as unknown as it looks.
 */
const createEngine = (): Liquid => {
  const liquid = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    parseLimit: 20_000,
  });
  const tags = Object.fromEntries(allowedTags.map((name) => [name, liquid.tags[name]]));
  return Object.assign(liquid, {
    tags: Object.assign(Object.create(null), tags),
    filters: Object.create(null),
  });
};

const engine = createEngine();

const plainMessage = (error: unknown): string =>
  error instanceof Error ? error.message.replace(/, line:\d+, col:\d+$/, "") : String(error);

/** Errors of the engine carry the token at fault, and the token knows its place. */
const lineOf = (error: unknown): number => {
  const { token } = error as { token?: { getPosition?: () => readonly number[] } };
  return token?.getPosition?.()[0] ?? 1;
};
