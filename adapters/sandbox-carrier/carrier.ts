import { outbox } from "#adapters/sandbox-carrier/callbacks";
import type { CarrierCall, Fault } from "#adapters/sandbox-carrier/faults";
import { type Phone, simulatedPhone } from "#adapters/sandbox-carrier/phone";
import type { Account } from "#adapters/sandbox-carrier/resource";
import { restFace } from "#adapters/sandbox-carrier/rest";
import { openStore } from "#adapters/sandbox-carrier/store";
import type { Instant } from "#core/kernel/time";
import type { Clock } from "#core/ports/clock";

export type CarrierSettings = Account & {
  /** The carrier's own SQLite file; `:memory:` for a carrier that forgets. */
  readonly path: string;
  readonly clock: Clock;
  /** The public address that customers' texts are posted to, exactly as it is signed. */
  readonly inboundUrl: string;
  /** How a webhook reaches us. It may throw, and may be answered or not. */
  readonly deliver: (request: Request) => Promise<Response>;
  /** How long it waits for the answer to a webhook; as long as Twilio does, where nothing is said. */
  readonly timeoutMs?: number;
  readonly faults?: (call: CarrierCall) => Fault;
};

export type Carrier = {
  /** The REST API, without a network in between. Throws as `fetch` does when the connection breaks. */
  readonly fetch: (request: Request) => Promise<Response>;
  readonly phone: Phone;
  /** How many webhooks are owed at `now`. */
  readonly due: (now: Instant) => number;
  readonly next: () => Instant | null;
  readonly runDue: (now: Instant, atMost?: number) => Promise<number>;
  readonly close: () => void;
};

/**
 * A carrier with one account and one number, which behaves from outside like Twilio and keeps its word across
 * a crash. Time moves only when its clock does: nothing happens unless `runDue` is called.
 */
export const createCarrier = (settings: CarrierSettings): Carrier => {
  const { path, clock, inboundUrl, deliver, timeoutMs = 15_000, faults = () => "run" } = settings;
  const { accountSid, authToken, number, era } = settings;
  const account = { accountSid, authToken, number, era };
  const store = openStore(path);

  return {
    fetch: restFace({ store, clock, account, faults }),
    phone: simulatedPhone(store, account, clock),
    ...outbox({ store, account, inboundUrl, deliver, timeoutMs }),
    close: store.close,
  };
};
