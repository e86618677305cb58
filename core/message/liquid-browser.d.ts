/**
 * The part of liquidjs that we use. Its own types name Node's, which would hand the core a clock and a
 * network; its browser build is the same engine without files.
 */
declare module "liquidjs/dist/liquid.browser.mjs" {
  export type ParsedLiquid = readonly LiquidNode[];

  /** Words, a value, or a tag with what it chooses from. */
  export type LiquidNode = {
    readonly token: unknown;
    readonly name?: string;
    readonly str?: string;
    readonly value?: LiquidValue;
    readonly branches?: readonly {
      readonly value: LiquidValue;
      readonly templates: readonly LiquidNode[];
    }[];
    readonly elseTemplates?: readonly LiquidNode[];
  };

  export type LiquidValue = {
    readonly initial: {
      readonly postfix: readonly {
        readonly props?: unknown;
        readonly content?: unknown;
        readonly operator?: string;
        readonly getText: () => string;
      }[];
    };
    readonly filters: readonly unknown[];
  };

  export type FoundVariable = {
    readonly segments: readonly unknown[];
    readonly location: { readonly row: number };
  };

  export class Liquid {
    constructor(options: {
      readonly strictVariables: boolean;
      readonly strictFilters: boolean;
      readonly ownPropertyOnly: boolean;
      readonly parseLimit: number;
    });
    readonly tags: Record<string, unknown>;
    readonly filters: Record<string, unknown>;
    parse(source: string): ParsedLiquid;
    renderSync(parsed: ParsedLiquid, scope: object): unknown;
    analyzeSync(parsed: ParsedLiquid): {
      readonly variables: Readonly<Record<string, readonly FoundVariable[]>>;
    };
  }
}
