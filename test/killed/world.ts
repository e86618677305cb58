import { setTimeout as pause } from "node:timers/promises";
import { sign } from "#adapters/calendly/sample";
import { fromEpochMs, type Instant } from "#core/kernel/time";
import type { House } from "#test/killed/house";
import {
  type AcceptedText,
  type CarrierMoment,
  openOutsideCarrier,
} from "#test/killed/outside-carrier";
import { acceptedInside } from "#test/killed/inspect";
import { commandsOf, type Deed } from "#test/killed/story";

/** Where the carrier lives: in the server, beside its database, or outside, where it outlives the server. */
export type CarrierPlace = "inside" | "outside";

/** Everything outside of the server. It remembers what it was told, and asks until it is answered. */
export type World = {
  readonly carrierUrl: string | undefined;
  /** The house to talk to from now on. */
  readonly serve: (house: House) => void;
  /** Resolves when the house has acknowledged; `told` hears under which commands it must be found now. */
  readonly does: (deed: Deed) => Promise<void>;
  readonly turnTo: (at: Instant) => Promise<void>;
  /** The machine's clock is off by so much: what is signed is signed by it. */
  readonly step: (ms: number) => void;
  /** Every text that the carrier has accepted. With the carrier inside the house must be dead. */
  readonly accepted: (folder: string) => readonly AcceptedText[];
  readonly close: () => Promise<void>;
};

export type Listener = {
  /** The house has answered: from now on one of these may never be missing. */
  readonly acknowledged: (commands: readonly string[]) => void;
  readonly moment: (moment: CarrierMoment) => void;
};

export const openWorld = async (place: CarrierPlace, listener: Listener): Promise<World> => {
  const carrier = place === "outside" ? await openOutsideCarrier(listener.moment) : null;
  let house = null as House | null;
  let stepMs = 0;

  const insist = async (send: (house: House) => Promise<Response>, ...fine: readonly number[]) => {
    for (;;) {
      const response = house === null ? null : await send(house).catch(() => null);
      if (response !== null && fine.includes(response.status)) return;
      if (response !== null && response.status < 500)
        throw new Error(`The server has refused: ${response.status} ${await response.text()}`);
      await pause(20);
    }
  };

  const tell = (body: string) => async (to: House) => {
    const { url, signingSecret } = to.sandbox.endpoints.calendly;
    const headers = sign(body, signingSecret, fromEpochMs(Date.now() + stepMs));
    return fetch(url, { method: "POST", headers, body });
  };

  const post = (path: string, body: unknown) => async (to: House) =>
    fetch(`${to.baseUrl}${path}`, { method: "POST", body: JSON.stringify(body) });

  return {
    carrierUrl: carrier?.url,
    serve: (next) => {
      house = next;
      carrier?.serve(next);
    },
    does: async ({ kind, phone, body }) => {
      if (kind === "webhook") {
        await insist(tell(body), 200);
        listener.acknowledged(commandsOf(body));
      } else if (carrier === null) await insist(post(`/sandbox/phone/${phone}`, { body }), 200);
      else {
        const sid = await carrier.customerTexts(phone, body);
        listener.acknowledged([`twilio:inbound:${sid}`]);
      }
    },
    turnTo: async (to) => {
      // A clock that has been there already is no failure: the answer was lost, not the turning.
      await insist(post("/sandbox/clock", { to }), 200, 409);
      carrier?.reach(to);
    },
    step: (ms) => {
      stepMs = ms;
    },
    accepted: (folder) => carrier?.accepted() ?? acceptedInside(folder),
    close: async () => carrier?.close(),
  };
};
