import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sign } from "#adapters/calendly/sample";
import type { Carrier } from "#adapters/sandbox-carrier/carrier";
import { as } from "#core/kernel/ids";
import { epochMs, type Instant } from "#core/kernel/time";
import type { Messenger } from "#core/ports/messenger";
import { type House, openHouse } from "#local/house";
import { sandboxConfiguration } from "#local/sandbox-configuration";

/** The real house in a folder that goes away, with the outside world played around it. */
export type Stage = {
  readonly house: House;
  readonly carrier: Carrier;
  readonly now: () => Instant;
  /** Posts a webhook as Calendly would, signed now. Answers with the HTTP status. */
  readonly post: (body: string) => Promise<number>;
  /** A customer texts; answers when everything that follows from it at once has happened. */
  readonly text: (phone: string, body: string) => Promise<void>;
  /** Opens the page of a link to pay and presses "Pay now". Whether it thanked. */
  readonly pay: (page: string) => Promise<boolean>;
  readonly turnTo: (target: Instant) => Promise<void>;
  /** From here on, the carrier's answer to the next text for this phone, and its reports on it, get lost. */
  readonly loseNextReply: (phone: string) => void;
  readonly close: () => Promise<void>;
};

const baseUrl = "http://127.0.0.1";

/** Opens the house on a wall clock that stands still at `start`: only turning moves the time. */
export const openStage = async (start: Instant): Promise<Stage> => {
  const folder = mkdtempSync(join(tmpdir(), "aro-demo-"));
  let shut = (): void => {};
  const leave = whenAllEnds(() => {
    shut();
    rmSync(folder, { recursive: true, force: true });
  });
  try {
    const house = await openHouse({
      configuration: sandboxConfiguration(folder),
      publicUrl: () => baseUrl,
      writeLog: (line) => process.stderr.write(`${line}\n`),
      wallNow: () => epochMs(start),
    });
    shut = house.composed.close;
    return stageIn(house, leave);
  } catch (error) {
    leave();
    throw error;
  }
};

/** What is to be cleared however the process ends, also in the middle: one listener for all of it. */
const unfinished = new Set<() => void>();

const clearAll = (): void => {
  for (const clear of unfinished) clear();
};

/** Hands out how to clear it before. */
const whenAllEnds = (clear: () => void): (() => void) => {
  if (unfinished.size === 0) process.once("exit", clearAll);
  unfinished.add(clear);
  return () => {
    unfinished.delete(clear);
    if (unfinished.size === 0) process.removeListener("exit", clearAll);
    clear();
  };
};

const stageIn = (house: House, leave: () => void): Stage => {
  const { deps, carrier } = house.composed;
  if (carrier === null) throw new Error("Cannot play the demo without the sandbox carrier");
  // The one thing that is not as in the house: its way to the carrier can be told to lose an answer.
  const wire = lossyWire(deps.messenger);
  Object.assign(deps, { messenger: wire.messenger });

  return {
    house,
    carrier,
    now: () => deps.clock.now(),
    post: async (body) => (await house.handle(webhook(house, body))).status,
    text: async (phone, body) => {
      await carrier.phone.text(phone, body);
      await house.drive.drain();
    },
    pay: async (page) => {
      const html = await (await house.handle(new Request(page))).text();
      const session = /name="session" value="([^"]+)"/.exec(html)?.[1];
      if (session === undefined) return false; // The link is closed by now.
      const body = new URLSearchParams({ session, choice: "pay" });
      const paid = await house.handle(new Request(page, { method: "POST", body }));
      await house.drive.drain();
      return paid.status === 200;
    },
    turnTo: async (target) => {
      await house.drive.turnTo(target);
    },
    loseNextReply: wire.loseNextReply,
    close: async () => {
      await house.drive.stop().finally(leave);
    },
  };
};

const webhook = ({ composed }: House, body: string): Request => {
  const { calendly } = composed.seeded;
  const signature = sign(body, calendly.secrets[0] ?? "", composed.deps.clock.now());
  return new Request(`${baseUrl}/v1/webhooks/calendly/${calendly.id}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...signature },
    body,
  });
};

/**
 * The way to the carrier, which can break at the worst moment: the text has been taken, and neither the
 * answer nor a report on it comes back. Its reports bear an id that nobody knows, so they settle nothing.
 * (The carrier's own `lose-reply` loses the answer only: the report, a second later, would settle it.)
 */
const lossyWire = (messenger: Messenger) => {
  const losing = new Set<string>();
  const send: Messenger["send"] = async (message, now) => {
    if (message.to.kind === "email" || !losing.delete(message.to.phone))
      return messenger.send(message, now);
    await messenger.send({ ...message, executionId: as("lost-on-the-way") }, now);
    return { kind: "unknown", why: "connection_broken" };
  };
  return {
    messenger: {
      send,
      find: (message, since) => messenger.find(message, since),
    } satisfies Messenger,
    loseNextReply: (phone: string) => void losing.add(phone),
  };
};
