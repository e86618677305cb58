import * as z from "zod";
import { operatorsOf } from "#core/app/people";
import type { Json } from "#core/kernel/canonical";
import type { TenantId } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { Instant } from "#core/kernel/time";
import { limit, nothing, post, queryOf } from "#functions/api-input";
import type { Call, Route } from "#functions/api-routing";
import type { Deps } from "#functions/deps";
import type { LetterOperated, Operation } from "#functions/operate";
import { nextOf, place, type Place } from "#functions/paging";
import type { Refused } from "#functions/reply";

/** A worker's message that nobody could work off, or a commit that a reader of the feed could not take. */
export type DeadLetter = {
  /** The same for ever, also where it is given back and comes to nothing once more. */
  readonly id: string;
  readonly queue: string;
  /** Ids only, never a person's data. */
  readonly body: Json;
  readonly attempts: number;
  readonly why: string;
  /** Somebody has looked, and wants it no more; it is kept until it is purged. */
  readonly archived: { readonly at: Instant; readonly by: string } | null;
};

/** Who wishes it of which letter; the key names the wish, so that the same one again is known. */
export type LetterWish = {
  readonly tenant: TenantId;
  readonly letter: string;
  readonly key: string;
};

export type LetterHandled =
  | { readonly outcome: "replayed" | "archived"; readonly letter: DeadLetter }
  | { readonly outcome: "repeated" | "nothing_new" | "not_found" | "command_id_reused" };

export type LettersPurged =
  | {
      readonly outcome: "purged";
      readonly letters: readonly DeadLetter[];
      /** Something came between: there may be more, although they are fewer than asked for. */
      readonly isCutShort?: true;
    }
  | { readonly outcome: "repeated" | "command_id_reused" };

export type LetterRange = {
  readonly isArchived: boolean;
  /** Behind this id. */
  readonly after: number;
  readonly limit: number;
};

export type DeadLetters = {
  /** The oldest first: those that wait for somebody to look, or those that somebody has archived. */
  readonly list: (tenant: TenantId, range: LetterRange) => Promise<readonly DeadLetter[]>;
  readonly find: (tenant: TenantId, id: string) => Promise<DeadLetter | null>;
  /** Gives it back to whom it was for. */
  readonly replay: (wish: LetterWish) => Promise<LetterHandled>;
  /** Puts it aside as seen. */
  readonly archive: (wish: LetterWish, by: string) => Promise<LetterHandled>;
  /** Deletes some of those that were archived so long ago, the oldest first. */
  readonly purge: (
    wish: Omit<LetterWish, "letter"> & { readonly olderThanDays: number; readonly limit: number },
  ) => Promise<LettersPurged>;
};

/** What was put aside, and what becomes of it: back to whom it was for, or seen and kept, and deleted some day. */
export const deadLetterRoutes = (deps: Deps): readonly Route[] => [
  { method: "GET", path: "/v1/dead-letters", answer: (call) => list(deps, call) },
  {
    method: "GET",
    path: "/v1/dead-letters/:id",
    answer: async ({ tenant, part }) => {
      const deadLetter = await deps.deadLetters.find(tenant, part("id"));
      return deadLetter === null ? refuse({ code: "not_found" }) : ok({ deadLetter });
    },
  },
  {
    method: "POST",
    path: "/v1/dead-letters/:id/replay",
    answer: post(nothing, async (operation, { part }) =>
      told(deps, operation, await deps.deadLetters.replay(wishOf(operation, part("id")))),
    ),
  },
  {
    method: "POST",
    path: "/v1/dead-letters/:id/archive",
    answer: post(archiving, async (operation, { part }, { by }) => {
      const isKnown = by === undefined || (await worksHere(deps, operation, by));
      if (!isKnown) return refused({ code: "operator_unknown" });
      const wish = wishOf(operation, part("id"));
      return told(deps, operation, await deps.deadLetters.archive(wish, by ?? "api"));
    }),
  },
  {
    method: "POST",
    path: "/v1/dead-letters/purge",
    answer: post(purging, (operation, _, body) => purge(deps, operation, body)),
  },
];

/** Ids are numbers; a place that names another thing was not named here. */
const letterPlace = place.pipe(
  z.custom<Place>((found) => /^\d{1,15}$/.test((found as Place).key), {
    error: "must be the `next` of the page before",
  }),
);
const listQuery = z.strictObject({
  archived: z.enum(["true", "false"]).default("false"),
  limit,
  after: letterPlace.optional(),
});

const archiving = z.strictObject({ by: z.string().max(64).optional() });
const purging = z.strictObject({ olderThanDays: z.number().int().min(0).max(3_650), limit });

const list = async (
  { deadLetters }: Deps,
  { tenant, request }: Call,
): Promise<Result<object, Refused>> => {
  const query = queryOf(request, listQuery);
  if (!query.ok) return query;
  const { archived, limit: most, after } = query.value;
  // One more than was asked for tells whether there are more.
  const range = {
    isArchived: archived === "true",
    after: Number(after?.key ?? 0),
    limit: most + 1,
  };
  const found = await deadLetters.list(tenant, range);
  const page = found.slice(0, most);
  const last = found.length > most ? page.at(-1) : undefined;
  const next = last === undefined ? null : nextOf({ index1: "", key: last.id });
  return ok({ deadLetters: page, hasMore: next !== null, next });
};

const worksHere = async (deps: Deps, { tenant }: Operation, id: string): Promise<boolean> =>
  (await operatorsOf(deps, tenant)).some(({ operator }) => operator === id);

const wishOf = ({ tenant, key }: Operation, letter: string): LetterWish => ({
  tenant,
  letter,
  key,
});

const refused = (refusal: Refused): LetterOperated => ({ outcome: "refused", refusal });

/** No letter goes anywhere without a line in the log and a count: ids and queues, never what it says. */
const told = (deps: Deps, { correlationId }: Operation, handled: LetterHandled): LetterOperated => {
  if (handled.outcome === "not_found" || handled.outcome === "command_id_reused")
    return refused({ code: handled.outcome });
  if (!("letter" in handled)) return { outcome: handled.outcome };
  const { id, queue, archived } = handled.letter;
  const by = archived === null ? {} : { by: archived.by };
  deps.log.info(`letter.${handled.outcome}`, { letter: id, queue, ...by, correlationId });
  deps.metrics.count(`letters_${handled.outcome}`, { queue });
  return { outcome: handled.outcome };
};

const purge = async (
  { deadLetters, log, metrics }: Deps,
  { tenant, key, correlationId }: Operation,
  body: z.infer<typeof purging>,
): Promise<LetterOperated> => {
  const purged = await deadLetters.purge({ tenant, key, ...body });
  if (!("letters" in purged))
    return purged.outcome === "repeated"
      ? { outcome: purged.outcome }
      : refused({ code: purged.outcome });
  for (const { id, queue, why } of purged.letters) {
    log.warn("letter.purged", { letter: id, queue, why, correlationId });
    metrics.count("letters_purged", { queue });
  }
  const letters = purged.letters.map(({ id }) => id);
  const hasMore = purged.isCutShort === true || letters.length === body.limit;
  return { outcome: "purged", letters, hasMore };
};
