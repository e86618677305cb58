/**
 * The part of liquidjs that we use. Its own types name Node's, which would hand the core a clock and a
 * network; its browser build is the same engine without files.
 */
declare module "liquidjs/dist/liquid.browser.mjs" {
  export type ParsedLiquid = readonly { readonly token: unknown }[];

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
