import { rmSync } from "node:fs";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  inviteeCanceled,
  inviteeCreated,
  type SampleBooking,
  sign,
} from "#adapters/calendly/sample";
import { at, epochMs, type Instant } from "#core/kernel/time";
import { type House, openHouse } from "#local/house";

/** A whole house in a temporary folder, at a time of the test's choosing, where time moves only when told. */
export type TestHouse = House & {
  readonly folder: string;
  readonly log: readonly string[];
  readonly post: (body: string, signedAt?: Instant) => Promise<Response>;
  readonly texts: (phone: string) => readonly string[];
  readonly turnTo: (moment: string) => Promise<void>;
  readonly customerTexts: (phone: string, body: string) => Promise<void>;
};

export const testHouse = async (start: string, folder = newFolder()): Promise<TestHouse> => {
  const log: string[] = [];
  const house = await openHouse({
    configuration: {
      ARO_MODE: "sandbox",
      ARO_DATA: folder,
      HOST: "127.0.0.1",
      PORT: 0,
      ARO_LOG_LEVEL: "info",
    },
    publicUrl: () => "http://127.0.0.1",
    writeLog: (line) => log.push(line),
    wallNow: () => epochMs(at(start)),
  });
  const { calendly } = house.composed.seeded;
  const carrier = house.composed.carrier;
  if (carrier === null) throw new Error("Cannot test without the sandbox carrier");

  return {
    ...house,
    folder,
    log,
    post: async (body, signedAt) => {
      const signature = sign(
        body,
        calendly.secrets[0] ?? "",
        signedAt ?? house.composed.deps.clock.now(),
      );
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
    texts: (phone) =>
      carrier.phone
        .messages(phone)
        .filter(({ direction }) => direction === "outbound")
        .map((message) => `${message.at} ${message.body}`),
    turnTo: async (moment) => {
      await house.drive.turnTo(at(moment));
    },
    customerTexts: async (phone, body) => {
      await carrier.phone.text(phone, body);
      await house.drive.drain();
    },
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
  end: at(new Date(epochMs(story.start) + 1_800_000).toISOString()),
  createdAt: story.start,
  ...story,
});

export { inviteeCanceled, inviteeCreated };
