import * as z from "zod";
import { sign } from "#adapters/calendly/sample";
import { isFolderAtFault } from "#adapters/local/data-unusable";
import { readJson } from "#adapters/json-bytes";
import type { Json } from "#core/kernel/canonical";
import { issueWords } from "#core/kernel/issue-words";
import { phoneFrom } from "#core/kernel/phone";
import { ok, type Result, refuse } from "#core/kernel/result";
import { durationMsFrom, type Instant, instantFrom, msBetween, plusMs } from "#core/kernel/time";
import type { Deps } from "#functions/deps";
import { done, type Refused, refusal } from "#functions/reply";
import { correlationOf, readBody } from "#functions/request";
import type { Composed } from "#local/compose";
import type { Door, Route } from "#local/gateway";
import { bookingOf, bookingWish, knownBooking, shelve } from "#local/sandbox-booking";
import { riverside } from "#local/seed";
import type { Drive } from "#local/turn";

type Parts = {
  readonly composed: Pick<Composed, "carrier" | "clock" | "booking" | "seeded"> & {
    readonly deps: Deps;
  };
  readonly drive: Drive;
  readonly baseUrl: () => string;
  readonly deliver: (request: Request) => Promise<Response>;
};

/**
 * The outside world, as far as it can be played on one machine: a phone, a booking page, a clock. Only
 * there in sandbox mode, only on loopback. Every answer comes after what it set in motion has happened.
 */
export const sandboxRoutes = (parts: Parts): readonly Route[] => {
  const { carrier, clock } = parts.composed;
  const { sandboxes } = parts.composed.booking;
  if (carrier === null || clock === null) return [];
  let booked = 0;

  const readPhone: Door = async (request, { e164 = "" }) => {
    const phone = phoneIn(e164);
    if (phone === null) return refusal({ code: "phone_unparsable" }, correlationOf(request));
    // Whoever only reads sees what is there, also where nothing can be written just now.
    await parts.drive.drain().catch(unless(isFolderAtFault));
    const channel = channelIn(request);
    return done({ phone, messages: carrier.phone.messages(phone, channel) });
  };

  const writePhone: Door = async (request, { e164 = "" }) => {
    const phone = phoneIn(e164);
    if (phone === null) return refusal({ code: "phone_unparsable" }, correlationOf(request));
    const text = await read(request, textWish);
    if (!text.ok) return refusal(text.refusal, correlationOf(request));
    const sid = await carrier.phone.text(phone, text.value.body, text.value.channel);
    await parts.drive.drain();
    return done({ sid });
  };

  const turnClock: Door = async (request) => {
    const wish = await read(request, clockWish);
    if (!wish.ok) return refusal(wish.refusal, correlationOf(request));
    const goal = goalOf(wish.value, clock.now());
    if (goal === null) return refusal({ code: "clock_invalid" }, correlationOf(request));
    const turned = await parts.drive.turnTo(goal);
    return turned === "turned"
      ? done({ now: clock.now() })
      : refusal({ code: "clock_backwards", details: { now: clock.now() } }, correlationOf(request));
  };

  const book: Door = async (request) => {
    const wish = await read(request, bookingWish);
    if (!wish.ok) return refusal(wish.refusal, correlationOf(request));
    const now = clock.now();
    const known = (uri: string) => knownBooking(parts.composed.deps, uri);
    const booking = await bookingOf(wish.value, { now, number: booked++, known });
    if (!booking.ok) return refusal(booking.refusal, correlationOf(request));
    const answers: unknown[] = [];
    for (const body of booking.value.bodies) {
      if (sandboxes !== null) shelve(sandboxes.calendly, body);
      if (wish.value.silently) continue;
      const response = await parts.deliver(
        webhook(parts, body, { now, story: correlationOf(request) }),
      );
      const answer = (await response.json()) as {
        readonly error?: { readonly code: Refused["code"] };
      };
      if (answer.error !== undefined) return refusal(answer.error, correlationOf(request));
      answers.push(answer);
    }
    await parts.drive.drain();
    const { invitee, start } = booking.value;
    return done({ invitee, start, answers });
  };

  return [
    { method: "GET", path: "/sandbox/phone/:e164", door: readPhone },
    { method: "POST", path: "/sandbox/phone/:e164", door: writePhone },
    { method: "GET", path: "/sandbox/clock", door: async () => done({ now: clock.now() }) },
    { method: "POST", path: "/sandbox/clock", door: turnClock },
    { method: "POST", path: "/sandbox/book", door: book },
  ];
};

const channels = z.enum(["sms", "whatsapp"]);
const textWish = z.strictObject({
  body: z.string().min(1).max(1600),
  channel: channels.default("sms"),
});

/** `?channel=whatsapp` shows the other place on the same phone. */
const channelIn = (request: Request): z.infer<typeof channels> =>
  new URL(request.url).searchParams.get("channel") === "whatsapp" ? "whatsapp" : "sms";

const clockWish = z
  .strictObject({ advance: z.string().optional(), to: z.string().optional() })
  .refine(({ advance, to }) => (advance === undefined) !== (to === undefined), {
    error: 'must have "advance", a duration such as PT48H, or "to", an instant, and not both',
  });

/** A year is longer than any journey, and short enough that a slip of the finger ends. */
const furthestMs = 366 * 24 * 3_600_000;

/** An advance counts from where the clock stands when its turn has come, whoever turns it before. */
const goalOf = (
  wish: z.infer<typeof clockWish>,
  now: Instant,
): Parameters<Drive["turnTo"]>[0] | null => {
  if (wish.to !== undefined) return repeatable(within(instantFrom(wish.to), now));
  const ms = durationMsFrom(wish.advance ?? "");
  return ms === null || ms < 0 || ms > furthestMs ? null : (then) => plusMs(then, ms);
};

const within = (target: Instant | null, now: Instant): Instant | null =>
  target !== null && target > plusMs(now, furthestMs) ? null : target;

/**
 * The clock goes on from where it was turned to. Whoever asks once more within a minute of it, because the answer was
 * lost, finds it there or a moment later, and is not refused for that.
 */
const repeatable = (target: Instant | null): Parameters<Drive["turnTo"]>[0] | null =>
  target && ((then) => (target < then && msBetween(target, then) <= goneOnForMs ? then : target));

const goneOnForMs = 60_000;

const unless =
  (isForgiven: (error: unknown) => boolean) =>
  (error: unknown): void => {
    if (!isForgiven(error)) throw error;
  };

/** `%2B1404…`, `+1404…` and `1404…` all name the same phone. */
const phoneIn = (path: string): string | null =>
  phoneFrom(path.startsWith("+") ? path : `+${path}`, riverside.country);

const read = async <T>(request: Request, schema: z.ZodType<T>): Promise<Result<T, Refused>> => {
  const body = await readBody(request);
  if (!body.ok) return body;
  const json = body.value.length === 0 ? ok<Json>({}) : readJson(body.value);
  if (!json.ok) return json;
  const parsed = schema.safeParse(json.value, { error: issueWords });
  if (parsed.success) return ok(parsed.data);
  const path = (parsed.error.issues[0]?.path ?? []).join(".");
  return refuse({
    code: "payload_invalid",
    details: { path, why: parsed.error.issues[0]?.message },
  });
};

const webhook = (
  { composed, baseUrl }: Parts,
  body: string,
  { now, story }: { readonly now: Instant; readonly story: string },
): Request => {
  const { calendly } = composed.seeded;
  return new Request(`${baseUrl()}/v1/webhooks/calendly/${calendly.id}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-correlation-id": story,
      ...sign(body, calendly.secrets[0] ?? "", now),
    },
    body,
  });
};
