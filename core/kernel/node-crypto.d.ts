/**
 * The one function of Node's `crypto` that the core may call: a function of its arguments and nothing else.
 * Node's own types would hand the core randomness, too.
 */
declare module "node:crypto" {
  export function hash(algorithm: string, data: string): string;
}
