import { AsyncLocalStorage } from "node:async_hooks";

/** Calls of ports that have begun and not ended, by their names. */
type Pending = Map<symbol, { readonly name: string; readonly end: Promise<unknown> }>;

const calls = new AsyncLocalStorage<Pending>();

/**
 * The same port, of which it is known which of its calls are under way. What is not awaited before a function
 * answers is frozen with it, and goes on inside the next call: perhaps somebody else's.
 */
export const watched = <Port extends object>(name: string, port: Port): Port => {
  const entries = Object.entries(port).map(([key, member]: [string, unknown]) => [
    key,
    typeof member === "function" ? watching(`${name}.${key}`, member as Call) : member,
  ]);
  return Object.fromEntries(entries) as Port;
};

/** The same of a single function. */
export const watching =
  <Args extends readonly unknown[], Result>(
    name: string,
    call: (...args: Args) => Result,
  ): ((...args: Args) => Result) =>
  (...args) => {
    const result = call(...args);
    if (result instanceof Promise) remember(name, result);
    return result;
  };

type Call = (...args: readonly unknown[]) => unknown;

/**
 * Does the work of one call and answers with it, after everything that it has begun has ended. `onLeft` is told
 * what the work itself did not wait for, by name.
 */
export const inCall = async <T>(
  work: () => Promise<T>,
  onLeft: (names: readonly string[]) => void,
): Promise<T> => {
  const pending: Pending = new Map();
  try {
    return await calls.run(pending, work);
  } finally {
    const left = [...pending.values()];
    if (left.length > 0) {
      await Promise.allSettled(left.map(({ end }) => end));
      onLeft(left.map(({ name }) => name));
    }
  }
};

const remember = (name: string, end: Promise<unknown>): void => {
  const pending = calls.getStore();
  if (pending === undefined) return;
  const key = Symbol(name);
  const forget = () => pending.delete(key);
  pending.set(key, { name, end });
  end.then(forget, forget);
};
