import type { TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { parseSealed } from "#events/sealed";
import { eventsIn } from "#test/simulation/checks/model";
import { parkedStreams } from "#test/simulation/checks/outputs";
import type { About } from "#test/simulation/checks/texts";
import type { Stage } from "#test/simulation/run";
import type { Universe } from "#test/simulation/universe";

/** Who was erased, or has left, cannot be read any more, wherever copies of what was sealed for them still stand. */
export const checkErasures = async (stage: Stage): Promise<void> => {
  const { store, tenants } = stage.universe;
  const parked = parkedStreams(stage);
  for (const { id } of tenants) {
    const goneAt = new Map<string, number>();
    for (const { position, commit } of store.feed(id)) {
      if (parked.has(commit.stream)) continue;
      for (const subject of commit.events.flatMap((event) => goneIn(event, commit)))
        goneAt.set(subject, position);
      const isErased = commit.events.some(({ type }) => type === "customer.erased");
      if (isErased) checkToldVisits(stage, id, commit);
    }
    if (goneAt.size > 0) await checkSealed(stage.universe, id, goneAt);
  }
};

/** Whose key is destroyed by that. */
const goneIn = (event: Commit["events"][number], { stream }: Commit): readonly string[] => {
  if (event.type === "customer.erased") return [stream.slice("customer/".length)];
  const { operator } = event as { readonly operator?: unknown };
  return event.type === "operator.removed" ? [`operator/${String(operator)}`] : [];
};

/** The visits that their stream knew of by then hear of it too, but for what was agreed since or is somebody else's. */
const checkToldVisits = (
  { universe: { world }, seen }: Stage,
  tenant: TenantId,
  { stream, version, at }: Commit,
): void => {
  const customer = seen.customers.get(`${tenant} ${stream}`);
  for (const appointment of customer?.erasures.get(version) ?? []) {
    const visit = seen.visits.get(`${tenant} appointment/${appointment}`);
    if (visit === undefined || visit.customer !== stream.slice("customer/".length)) continue;
    const isAnew = visit.bookedAt > at;
    world.check(
      "P3",
      visit.erased || isAnew,
      () => `${stream} is erased, ${visit.stream} not told`,
    );
  }
};

/** From the commit on that tells a visit, nothing is planned for whoever it was. */
export const checkErased = ({ universe, visit, plain }: Omit<About, "seen">): void => {
  if (!visit.erased) return;
  const { world } = universe;
  const events = eventsIn(plain);
  const isNews = events.some(({ type }) => type === "appointment.customer_erased");
  const isPlanned = events.some(
    (event) => event.type === "execution.requested" && event["tool"] === "text.send",
  );
  world.check("P3", !isPlanned, () => `${visit.stream} plans a text for who was erased`);
  if (!isNews) return;
  for (const { id, tool, ends, inFlight } of visit.executions.values())
    world.check(
      "P3",
      tool !== "text.send" || inFlight || ends.length > 0,
      () => `${id} is still planned for who was erased`,
    );
};

/** `goneAt`: by subject, the place in the feed before which nothing opens. */
const checkSealed = async (
  { world, store, codecs }: Universe,
  tenant: TenantId,
  goneAt: ReadonlyMap<string, number>,
): Promise<void> => {
  const until = Math.max(...goneAt.values());
  for (const { position, commit } of store.feed(tenant).slice(0, until))
    for (const text of sealedTexts(commit.events)) {
      if (position >= (goneAt.get(parseSealed(text)?.subject ?? "") ?? 0)) continue;
      const opened = await codecs.after.openSealed(tenant, commit.stream, text);
      world.check(
        "P2",
        opened === "[erased]",
        () => `${commit.stream} ${commit.version} still opens`,
      );
    }
};

const sealedTexts = (value: unknown): readonly string[] => {
  if (typeof value === "string") return value.startsWith("sealed:v1:") ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(sealedTexts);
};
