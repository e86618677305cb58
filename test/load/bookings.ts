import { inviteeCreated, sign } from "#adapters/calendly/sample";
import { at, type Instant, plusMs } from "#core/kernel/time";

/** A signed webhook, ready to be sent as it is. */
export type SignedBooking = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** Distinct bookings of distinct customers, all for the same moment. */
export const signedBooking = (
  number: number,
  {
    secret,
    now,
    start,
  }: { readonly secret: string; readonly now: Instant; readonly start: Instant },
): SignedBooking => {
  const id = `B${number}`;
  const body = inviteeCreated({
    inviteeUri: `https://api.calendly.com/scheduled_events/${id}/invitees/${id}`,
    eventUri: `https://api.calendly.com/scheduled_events/${id}`,
    name: `Person ${number}`,
    email: `person${number}@example.com`,
    phone: `+1404${String(2_000_000 + (number % 7_999_999))}`,
    zone: "America/New_York",
    start,
    end: plusMs(start, 1_800_000),
    createdAt: now,
  });
  return { body, headers: { "content-type": "application/json", ...sign(body, secret, now) } };
};

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

export const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[
    Math.min(values.length - 1, Math.floor(values.length * share))
  ] ?? Number.NaN;

export const nowOnTheWall = (): Instant => at(new Date().toISOString());
