import type { Json } from "#core/kernel/canonical";
import type { TenantId } from "#core/kernel/ids";
import { ok, refuse } from "#core/kernel/result";
import type { Route } from "#functions/api-routing";
import type { Deps } from "#functions/deps";

/** A worker's message that nobody could work off, or a commit that a reader of the feed could not take. */
export type DeadLetter = {
  /** The same for ever, also where it is given back and comes to nothing once more. */
  readonly id: string;
  readonly queue: string;
  /** Ids only, never a person's data. */
  readonly body: Json;
  readonly attempts: number;
  readonly why: string;
};

export type DeadLetters = {
  /** The oldest first. */
  readonly list: (tenant: TenantId) => Promise<readonly DeadLetter[]>;
  /** Gives it back to whom it was for; `false` where it is no dead letter (any more). */
  readonly replay: (tenant: TenantId, id: string) => Promise<boolean>;
};

/**
 * What was put aside, and the way back for it. Every receiver bears a repetition, and a letter that has gone back
 * is none any more: so a replay may be asked for twice, and needs no key.
 */
export const deadLetterRoutes = ({ deadLetters, log }: Deps): readonly Route[] => [
  {
    method: "GET",
    path: "/v1/dead-letters",
    answer: async ({ tenant }) => ok({ deadLetters: await deadLetters.list(tenant) }),
  },
  {
    method: "GET",
    path: "/v1/dead-letters/:id",
    answer: async ({ tenant, part }) => {
      const letters = await deadLetters.list(tenant);
      const deadLetter = letters.find(({ id }) => id === part("id"));
      return deadLetter === undefined ? refuse({ code: "not_found" }) : ok({ deadLetter });
    },
  },
  {
    method: "POST",
    path: "/v1/dead-letters/:id/replay",
    answer: async ({ tenant, part }) => {
      const isReplayed = await deadLetters.replay(tenant, part("id"));
      if (isReplayed) log.info("letter.replayed", { letter: part("id") });
      return ok({ outcome: isReplayed ? "replayed" : "nothing_new" });
    },
  },
];
