import type { TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { parseSealed } from "#events/sealed";
import { eventsIn } from "#test/simulation/checks/model";
import { parkedStreams } from "#test/simulation/checks/outputs";
import type { About } from "#test/simulation/checks/texts";
import type { Stage } from "#test/simulation/run";
import type { Universe } from "#test/simulation/universe";

/** Who was erased cannot be read any more, wherever copies of what was sealed for them still stand. */
export const checkErasures = async (stage: Stage): Promise<void> => {
  const { universe } = stage;
  const parked = parkedStreams(stage);
  const { store, tenants, queues } = universe;
  for (const { id } of tenants)
    for (const { position, commit } of store.feed(id)) {
      if (!commit.events.some(({ type }) => type === "customer.erased")) continue;
      const isParked = queues.buried.some(
        ({ body }) => (body as { stream?: string }).stream === commit.stream,
      );
      if (isParked) continue;
      const subject = commit.stream.slice("customer/".length);
      await checkSealed(universe, id, { subject, position });
      if (!parked.has(commit.stream)) checkToldVisits(stage, id, commit);
    }
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

const checkSealed = async (
  universe: Universe,
  tenant: TenantId,
  { subject, position }: { readonly subject: string; readonly position: number },
): Promise<void> => {
  const { world, store, codecs } = universe;
  for (const { commit } of store.feed(tenant).slice(0, position))
    for (const text of sealedTexts(commit.events)) {
      if (parseSealed(text)?.subject !== subject) continue;
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
