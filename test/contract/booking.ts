import { expect } from "vitest";
import type { BookingDelivery } from "#core/booking/change";
import { at, type Instant, plusMs } from "#core/kernel/time";
import type { BookingSystem, SignedDelivery } from "#core/ports/booking";
import { contractOf } from "#test/contract/contract";
import { address, type BookingStage, now, type Visit } from "#test/support/booking-stages";

const visit = (story: Partial<Visit> = {}): Visit => {
  const start = story.start ?? at("2026-03-12T15:00:00Z");
  const end = plusMs(start, 1_800_000);
  return { n: 1, start, end, zone: "America/New_York", phone: "+1 404-555-0123", ...story };
};

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const delivery = (
  body: string,
  headers: Readonly<Record<string, string>>,
  more: Partial<SignedDelivery> = {},
): SignedDelivery => ({
  rawBody: bytes(body),
  header: (name) => headers[name] ?? null,
  urls: ["https://elsewhere.example.com/", address],
  secrets: ["key", "old key"],
  now: [now],
  toleranceMs: 180_000,
  ...more,
});

const read = async (
  { system, asking }: Pick<BookingStage, "system" | "asking">,
  body: string,
): Promise<BookingDelivery> => {
  const told = await system.read(bytes(body), asking);
  if (!told.ok) throw new Error(`Cannot read: ${JSON.stringify(told.refusal)}`);
  expect(told.value).toHaveLength(1);
  return told.value[0] as BookingDelivery;
};

const allUpcoming = async (
  system: BookingSystem,
  asking: BookingStage["asking"],
): Promise<readonly BookingDelivery[]> => {
  const all: BookingDelivery[] = [];
  let page: string | null = null;
  for (let pages = 0; pages < 1_000; pages += 1) {
    const listed = await system.upcoming(asking, page);
    if (!listed.ok) throw new Error(`Cannot list: ${JSON.stringify(listed.refusal)}`);
    all.push(...listed.value.deliveries);
    if (listed.value.next === null) return all;
    page = listed.value.next;
  }
  throw new Error("The list has no end");
};

const startsOf = (deliveries: readonly BookingDelivery[]): readonly Instant[] =>
  deliveries.flatMap(({ change }) => ("details" in change ? [change.details.start] : []));

const day = 24 * 3_600_000;

export const bookingContract = contractOf<BookingStage>("BookingSystem", [
  [
    "believes what is signed with any valid secret, and nothing else",
    async ({ system, booked, sign }) => {
      const body = booked(visit());
      const isBelieved = (secret: string, sent = body) =>
        system.verify(delivery(sent, sign(body, secret))).ok;
      expect(["key", "old key", "older key", ""].map((secret) => isBelieved(secret))).toEqual([
        true,
        true,
        false,
        false,
      ]);
      expect(isBelieved("key", `${body} `)).toBe(false);
    },
  ],
  [
    "believes nothing that is not signed, and no signature in pieces",
    async ({ system, booked, sign }) => {
      const body = booked(visit());
      const signed = sign(body, "key");
      const [[name, value] = ["", ""]] = Object.entries(signed);
      for (const broken of [
        "",
        " ",
        "no-secret-provided",
        value.slice(1),
        `${value}A`,
        "é".repeat(44),
      ])
        expect([broken, system.verify(delivery(body, { [name]: broken })).ok]).toEqual([
          broken,
          false,
        ]);
      expect(system.verify(delivery(body, {})).ok).toBe(false);
      expect(system.verify(delivery(body, signed, { secrets: [] })).ok).toBe(false);
    },
  ],
  [
    "believes what was signed for another address only where the address is not signed",
    async ({ system, booked, sign, traits }) => {
      const body = booked(visit());
      const elsewhere = sign(body, "key", `${address}?x=1`);
      expect(system.verify(delivery(body, elsewhere)).ok).toBe(!traits.isUrlBound);
    },
  ],
  [
    "believes what was signed long ago only where a signature does not say when",
    async ({ system, booked, sign, traits }) => {
      const body = booked(visit());
      const later = { now: [plusMs(now, 180_001)] };
      expect(system.verify(delivery(body, sign(body, "key"), later)).ok).toBe(!traits.ages);
    },
  ],
  [
    "says who, when, where and how to reach them",
    async (stage) => {
      const { change } = await read(stage, stage.booked(visit()));
      expect(["booked", "stands"]).toContain(change.kind);
      expect("details" in change && change.details).toMatchObject({
        reference: { provider: stage.system.provider, ref: stage.reference(1) },
        start: "2026-03-12T15:00:00.000Z",
        end: "2026-03-12T15:30:00.000Z",
        zone: "America/New_York",
        name: "Ada Example",
        email: "ada@example.com",
        phone: "+1 404-555-0123",
      });
    },
  ],
  [
    "gives a redelivery the key of the first, and other visits and news keys of their own",
    async (stage) => {
      const bodies = [stage.booked(visit()), stage.booked(visit({ n: 2 }))];
      const keys = [];
      for (const body of [...bodies, ...bodies]) keys.push((await read(stage, body)).deliveryKey);
      keys.push((await read(stage, stage.called(visit()))).deliveryKey);
      expect(keys.slice(0, 2)).toEqual(keys.slice(2, 4));
      expect(new Set(keys).size).toBe(3);
    },
  ],
  [
    "keeps nothing of a person in its keys",
    async (stage) => {
      stage.list(visit({ n: 2 }));
      const all = [
        await read(stage, stage.booked(visit())),
        ...(await allUpcoming(stage.system, stage.asking)),
      ];
      expect(JSON.stringify(all.map(({ deliveryKey }) => deliveryKey))).not.toMatch(/ada|555/i);
    },
  ],
  [
    "holds a cancellation by the business against nobody",
    async (stage) => {
      const { change } = await read(stage, stage.called(visit()));
      expect(change).toMatchObject({ kind: "cancelled", by: "business" });
      expect("details" in change && change.details.reference.ref).toBe(stage.reference(1));
    },
  ],
  [
    "passes on a zone that does not exist, for the core to judge",
    async (stage) => {
      const { change } = await read(stage, stage.booked(visit({ zone: "Mars/Olympus" })));
      expect("details" in change && change.details.zone).toBe("Mars/Olympus");
    },
  ],
  [
    "says that there is no phone where nobody gave one",
    async (stage) => {
      const { change } = await read(stage, stage.booked(visit({ phone: null })));
      expect("details" in change && change.details.phone).toBeNull();
    },
  ],
  [
    "acknowledges what it does not know, and asks nobody about it",
    async (stage) => {
      const { change } = await read(stage, stage.unknown);
      expect(change).toEqual({ kind: "ignored", why: "unsupported_event" });
      expect(stage.sandbox.asked()).toEqual([]);
    },
  ],
  [
    "refuses bytes that are nothing of the provider's",
    async ({ system, asking }) => {
      for (const body of ["", "{", "[]", "null", "a=b", '{"a":1}', "\u0000"]) {
        const told = await system.read(bytes(body), asking);
        expect(told.ok ? body : told.refusal.code).toMatch(/^(?:malformed_json|payload_invalid)$/);
      }
    },
  ],
  [
    "asks nobody for what a webhook says itself",
    async ({ system, asking, booked, sandbox, traits }) => {
      await system.read(bytes(booked(visit())), { ...asking, access: {} });
      expect(sandbox.asked()).toEqual([]);
      await system.read(bytes(booked(visit())), asking);
      expect(sandbox.asked().length > 0).toBe(traits.asks);
    },
  ],
  [
    "lists what is to come, page by page, each once and in the webhooks' own names",
    async ({ system, asking, list, reference }) => {
      const starts = Array.from({ length: 130 }, (_, n) => plusMs(now, (n + 1) * 2 * day));
      for (const [n, start] of starts.entries())
        list(visit({ n: n + 1, start, end: plusMs(start, 60_000) }));
      const listed = await allUpcoming(system, asking);
      expect(startsOf(listed)).toEqual(starts);
      const refs = listed.flatMap(({ change }) =>
        "details" in change ? [change.details.reference.ref] : [],
      );
      expect(refs).toEqual(starts.map((_, n) => reference(n + 1)));
    },
  ],
  [
    "counts an entry that is not as documented, and lists the others",
    async ({ system, asking, list, sandbox }) => {
      list(visit());
      for (const kind of ["appointments", "bookings", "events"])
        sandbox.put(kind, "9", {
          start_time: "2026-03-05",
          start: "2026-03-05",
          start_at: "2026-03-05",
          datetime: "2026-03-05T00:00:00Z",
        });
      const page = await system.upcoming(asking, null);
      const second =
        page.ok && page.value.next !== null ? await system.upcoming(asking, page.value.next) : page;
      const both = [page, second].map((one) => (one.ok ? one.value : null));
      expect(both.some((one) => one?.unreadable === 1)).toBe(true);
      expect(both.some((one) => one?.deliveries.length === 1)).toBe(true);
    },
  ],
  [
    "says unavailable, why and for how long, when it cannot list",
    async ({ system, asking, sandbox }) => {
      const trials = [
        [
          new Response("", { status: 429, headers: { "retry-after": "30" } }),
          { why: "throttled", retryAfterMs: 30_000 },
        ],
        [new Response("", { status: 429 }), { why: "throttled" }],
        [new Response("", { status: 503 }), { why: "server_error" }],
        [new Response("<html>", { status: 200 }), { why: "answer_unreadable" }],
        [Response.json({ hello: "world" }), { why: "answer_unreadable" }],
        [new Response("", { status: 403 }), { why: "credentials_refused" }],
        [new Response("", { status: 302, headers: { location: "/" } }), { why: "refused" }],
        ["silence", { why: "timeout" }],
      ] as const;
      for (const [mishap, details] of trials) {
        sandbox.befall(mishap);
        const listed = await system.upcoming(asking, null);
        expect(listed).toEqual({
          ok: false,
          refusal: { code: "booking_system_unavailable", details },
        });
      }
    },
  ],
  [
    "says that the credentials are missing, or wrong, and asks nobody for nothing",
    async ({ system, asking, sandbox }) => {
      const missing = await system.upcoming({ ...asking, access: {} }, null);
      expect(missing).toMatchObject({ refusal: { details: { why: "credentials_missing" } } });
      expect(sandbox.asked()).toEqual([]);
      const other = Object.fromEntries(
        Object.keys(asking.access).map((name) => [name, "https://x.example"]),
      );
      const wrong = await system.upcoming({ ...asking, access: other }, null);
      expect(wrong).toMatchObject({ refusal: { details: { why: "credentials_refused" } } });
    },
  ],
]);
