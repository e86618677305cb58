import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  inviteeCanceled,
  inviteeCreated,
  type SampleBooking,
  sign,
} from "#adapters/calendly/sample";
import type { Carrier } from "#adapters/sandbox-carrier/carrier";
import type { SandboxStripe } from "#adapters/sandbox-stripe/stripe";
import { at, epochMs, type Instant, plusMs } from "#core/kernel/time";
import type { Surroundings } from "#local/compose";
import { type House, openHouse } from "#local/house";
import { sandboxConfiguration } from "#local/sandbox-configuration";

/** A whole house in a temporary folder, at a time of the test's choosing, where time moves only when told. */
export type TestHouse = House & {
  readonly carrier: Carrier;
  readonly stripe: SandboxStripe;
  readonly folder: string;
  readonly log: readonly string[];
  /** Posts a webhook as Calendly would, and lets everything happen that follows from it at once. */
  readonly post: (body: string, signedAt?: Instant) => Promise<Response>;
  readonly texts: (phone: string, channel?: "sms" | "whatsapp") => readonly string[];
  readonly turnTo: (moment: string) => Promise<void>;
  readonly customerTexts: (
    phone: string,
    body: string,
    channel?: "sms" | "whatsapp",
  ) => Promise<void>;
  /** As the process ends: the folder stays for the next one. */
  readonly leave: () => Promise<void>;
};

type Wish = Partial<
  Pick<Surroundings, "faults" | "stripeFaults" | "mailFaults" | "pack" | "publicUrl" | "reading">
> & {
  readonly folder?: string;
};

export const testHouse = async (start: string, wish: Wish = {}): Promise<TestHouse> => {
  const { folder = newFolder(), ...rest } = wish;
  const log: string[] = [];
  const house = await openHouse({
    configuration: sandboxConfiguration(folder, "info"),
    publicUrl: () => "http://127.0.0.1",
    writeLog: (line) => log.push(line),
    wallNow: () => epochMs(at(start)),
    ...rest,
  });
  const { calendly } = house.composed.seeded;
  const { carrier, stripe, deps } = house.composed;
  if (carrier === null || stripe === null) throw new Error("Cannot test without the sandbox");

  return {
    ...house,
    carrier,
    stripe,
    folder,
    log,
    post: async (body, signedAt = deps.clock.now()) => {
      const signature = sign(body, calendly.secrets[0] ?? "", signedAt);
      const response = await house.handle(
        new Request(`http://127.0.0.1/v1/webhooks/calendly/${calendly.id}`, {
          method: "POST",
          headers: { "content-type": "application/json", ...signature },
          body,
        }),
      );
      await house.drive.drain();
      return response;
    },
    texts: (phone, channel) =>
      carrier.phone
        .messages(phone, channel)
        .filter(({ direction }) => direction === "outbound")
        .map((message) => `${message.at} ${message.body}`),
    turnTo: async (moment) => {
      const turned = await house.drive.turnTo(at(moment));
      if (turned !== "turned") throw new Error(`Cannot turn the clock to ${moment}: ${turned}`);
    },
    customerTexts: async (phone, body, channel) => {
      await carrier.phone.text(phone, body, channel);
      await house.drive.drain();
    },
    leave: house.close,
    close: async () => {
      await house.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

export const newFolder = (): string => mkdtempSync(join(tmpdir(), "aro-"));

/** A booking as Calendly would tell it, of which a story names only what matters to it. */
export const booking = (
  story: Partial<SampleBooking> & { readonly start: Instant },
): SampleBooking => ({
  inviteeUri: "https://api.calendly.com/scheduled_events/EVENT1/invitees/INVITEE1",
  eventUri: "https://api.calendly.com/scheduled_events/EVENT1",
  name: "Ada Example",
  email: "ada@example.com",
  phone: "+1 404-555-0123",
  zone: "America/New_York",
  end: plusMs(story.start, 1_800_000),
  createdAt: story.start,
  ...story,
});

export { inviteeCanceled, inviteeCreated };
