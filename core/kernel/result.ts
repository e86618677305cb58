/**
 * What a decision gives back: a value, or a refusal that is a value too.
 *
 * Throwing is kept for "the program is wrong"; what the world may do at any time is refused.
 */
export type Result<T, R> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: R };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });

export const refuse = <R>(refusal: R): { readonly ok: false; readonly refusal: R } => ({
  ok: false,
  refusal,
});

/** Called where the type says nothing is left: a new case without an answer does not compile. */
export const unreachable = (impossible: never): never => {
  throw new Error(`Cannot go on with an unknown case: "${String(impossible)}"`);
};
