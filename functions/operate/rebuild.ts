import * as z from "zod";
import {
  firstPlace,
  noCounts,
  rebuildBeside,
  type RebuildDeps,
  type RebuildPlace,
} from "#core/app/rebuild-beside";
import { as, type TenantId } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";
import { epochMs, instantFrom } from "#core/kernel/time";

/** What folding anew needs, and no other function has. */
export type Rebuild = RebuildDeps & {
  readonly everyTenant: () => Promise<readonly TenantId[]>;
  readonly pause: (ms: number) => Promise<unknown>;
  /** Milliseconds on a clock that is never set. */
  readonly elapsed: () => number;
};

type Counts = RebuildPlace["counts"];

/** `next`: what to be given to go on; `null` at the end. `counts` are of the tenant that it is at. */
type HowFar = {
  readonly tenant: TenantId | null;
  readonly state: "going_on" | "done" | "unsettled";
  readonly pass: number;
  readonly counts: Counts;
  readonly next: Next | null;
};

type Refusal = {
  readonly code: "payload_invalid";
  readonly details: { path: string; why: string };
};

/** Whoever invokes it waits a minute at most before hanging up: after this it answers how far it is. */
export const workMs = 40_000;

/**
 * Folds the lists of a stage anew, while its functions go on: a part at each call. What it answers as `next` is the
 * event of the next call. Given the same twice it does the same twice, which changes nothing.
 */
export const create =
  (deps: Rebuild) =>
  async (input: unknown): Promise<Result<HowFar, Refusal>> => {
    const wish = wishFrom(input);
    if (!wish.ok) return wish;
    const until = deps.elapsed() + workMs;
    const tenants = await deps.everyTenant();
    const tenant = tenantAt(tenants, wish.value.tenant);
    if (tenant === null) return ok(nobody);

    let place = wish.value.place;
    for (;;) {
      await untilItMayBegin(deps, place, until);
      if (isEarly(deps, place) || deps.elapsed() >= until)
        return ok({ ...about(tenant, place), state: "going_on", next: { tenant, place } });
      const { pass } = place;
      const done = await rebuildBeside(deps, tenant, place);
      if (done.state !== "going_on") {
        const { state, counts } = done;
        deps.log.info("views.rebuilt", { tenant, state, pass, ...counts });
        const following = tenants[tenants.indexOf(tenant) + 1];
        const next = following === undefined ? null : { tenant: following, place: firstPlace };
        return ok({ tenant, state, pass, counts, next });
      }
      place = done.next;
    }
  };

const nobody: HowFar = { tenant: null, state: "done", pass: 0, counts: noCounts, next: null };

const about = (tenant: TenantId, { pass, counts }: RebuildPlace) => ({ tenant, pass, counts });

/** The first of all where none is named. */
const tenantAt = (tenants: readonly TenantId[], named: TenantId | null): TenantId | null =>
  (named === null ? tenants[0] : tenants.find((one) => one === named)) ?? null;

const untilItMayBegin = async (
  { pause, clock, elapsed }: Rebuild,
  { notBefore }: RebuildPlace,
  until: number,
): Promise<void> => {
  if (notBefore === null) return;
  const waitMs = Math.min(epochMs(notBefore) - epochMs(clock.now()), until - elapsed());
  if (waitMs > 0) await pause(waitMs);
};

const isEarly = ({ clock }: Rebuild, { notBefore }: RebuildPlace): boolean =>
  notBefore !== null && clock.now() < notBefore;

const count = z.int().min(0);
const found = { mended: count, removed: count, failed: count };
const wished = z.strictObject({
  tenant: z.string().optional(),
  place: z
    .strictObject({
      pass: z.int().positive(),
      counts: z.strictObject({ streams: count, rows: count, ...found }),
      inPass: z.strictObject(found),
      position: count,
      view: z.string().nullable(),
      key: z.string().nullable(),
      notBefore: z
        .string()
        .transform((text) => instantFrom(text))
        .nullable(),
    })
    .optional(),
});

type Next = { readonly tenant: TenantId; readonly place: RebuildPlace };

const wishFrom = (
  input: unknown,
): Result<{ readonly tenant: TenantId | null; readonly place: RebuildPlace }, Refusal> => {
  const parsed = wished.safeParse(input);
  if (!parsed.success) return refuse(invalid(parsed.error));
  const { tenant = null, place = firstPlace } = parsed.data;
  return ok({ tenant: tenant === null ? null : as<TenantId>(tenant), place });
};

const invalid = ({ issues: [issue] }: z.ZodError): Refusal => ({
  code: "payload_invalid",
  details: { path: (issue?.path ?? []).join("."), why: issue?.message ?? "cannot be used" },
});
