import type { Json } from "#core/kernel/canonical";
import type { TenantId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";
import type { Deps } from "#functions/deps";

/** What a queue of dead letters had, read. */
export type Buried = {
  /** `null` where nobody can tell. */
  readonly tenant: TenantId | null;
  readonly queue: string;
  readonly body: Json;
  readonly attempts: number;
  readonly why: string;
  /** The queue's own name of it: what comes twice is one letter. */
  readonly message: string;
  /** The number that it had before somebody gave it back. */
  readonly letter?: number;
};

type Keeping = Pick<Deps, "clock" | "log" | "metrics"> & {
  readonly keep: (
    letter: Buried & { readonly tenant: TenantId; readonly receivedAt: Instant },
  ) => Promise<"kept" | "known" | "moved">;
  /** Whose business it is where a letter does not say so: else nobody would see it. */
  readonly ours: () => Promise<TenantId>;
};

/**
 * Keeps what came to nothing among the letters of its tenant, where people look. Only once this is done may its queue
 * forget it; the same again changes nothing.
 */
export const create =
  ({ keep, ours, clock, log, metrics }: Keeping) =>
  async (buried: Buried): Promise<void> => {
    const { queue, why } = buried;
    const letter = {
      ...buried,
      tenant: buried.tenant ?? (await ours()),
      receivedAt: clock.now(),
    };
    for (let tries = 0; tries < mostTries; tries += 1) {
      const kept = await keep(letter);
      if (kept === "moved") continue;
      if (kept === "known") return;
      log.error("letter.kept", { queue, why });
      metrics.count("letters.kept", { queue });
      return;
    }
    throw Object.assign(new Error(`Cannot keep a letter of "${queue}": others change it`), {
      name: "LetterMoving",
    });
  };

const mostTries = 8;
