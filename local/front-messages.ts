import type { Log, LogFields } from "#core/ports/log";

/** A request as the front thread has read it, whole. Bytes are copied on their way, so nothing is shared. */
export type Asked = {
  readonly id: number;
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array<ArrayBuffer>;
  /** Of the socket: our own proxy, or whoever asks. */
  readonly address: string | undefined;
};

/** What to answer; `id` is the request's. */
export type Answered = {
  readonly id: number;
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array<ArrayBuffer>;
};

/** What the front thread tells the house. */
export type News =
  | { readonly kind: "listening"; readonly port: number }
  /** It could not listen; `code` is the system's (`EADDRINUSE`). */
  | { readonly kind: "deaf"; readonly code: string; readonly why: string }
  | { readonly kind: "asked"; readonly requests: readonly Asked[] }
  | {
      readonly kind: "noted";
      readonly level: keyof Log;
      readonly event: string;
      readonly fields: LogFields | undefined;
    };

export type Place = { readonly host: string; readonly port: number };

/**
 * Hands over together what has gathered in one turn of the event loop: to wake the other thread costs more than what it is
 * told, and what it hears of together shares a commit.
 */
export const gathering = <T>(handOver: (gathered: readonly T[]) => void): ((one: T) => void) => {
  let gathered: T[] = [];
  return (one) => {
    if (gathered.push(one) > 1) return;
    setImmediate(() => {
      const all = gathered;
      gathered = [];
      handOver(all);
    });
  };
};
