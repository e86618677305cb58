import type { EventStore } from "#core/ports/event-store";
import type { StreamName, TenantId } from "#core/kernel/ids";

type Place = { readonly tenant: TenantId; readonly stream: StreamName };

/**
 * Lets the commands of one process to one stream go one after the other, in the order in which they came.
 *
 * They could not be written side by side anyway: of fifty tasks that are due at once and told to the same person, one would be
 * written and the others decided again, and again. Other processes are rivals still, and found out by the version.
 * `work` must not wait for another command to the same stream.
 */
export const inTurn = <T>(
  store: EventStore,
  { tenant, stream }: Place,
  work: () => Promise<T>,
): Promise<T> => {
  const lasts = lastsOf(store);
  const place = `${tenant} ${stream}`;
  const before = lasts.get(place);
  const own = before === undefined ? work() : before.then(work, work);
  lasts.set(place, own);
  const leave = (): void => {
    if (lasts.get(place) === own) lasts.delete(place);
  };
  own.then(leave, leave);
  return own;
};

/** The last command under way, by its stream. */
type Lasts = Map<string, Promise<unknown>>;

const ofStore = new WeakMap<EventStore, Lasts>();

const lastsOf = (store: EventStore): Lasts => {
  const known = ofStore.get(store);
  if (known !== undefined) return known;
  const none: Lasts = new Map();
  ofStore.set(store, none);
  return none;
};
