import { translate } from "#adapters/calendly/inbound";
import { inviteeCanceled, inviteeCreated, type SampleBooking } from "#adapters/calendly/sample";
import { type Instant, fromEpochMs, fromWall, plusMs, type Zone } from "#core/kernel/time";
import { booking } from "#test/support/house";
import { type Chance, chanceFrom } from "#test/killed/chance";

/** What the world does at one moment, all of it at once. */
export type Step = { readonly at: Instant; readonly deeds: readonly Deed[] };

export type Deed =
  | { readonly kind: "webhook"; readonly phone: string; readonly body: string }
  | { readonly kind: "text"; readonly phone: string; readonly body: string };

export type Story = {
  readonly seed: number;
  readonly phones: readonly string[];
  /** Each begins by turning the clock there. */
  readonly steps: readonly Step[];
  readonly end: Instant;
};

const zone = "America/New_York" as Zone;
const hourMs = 3_600_000;
const days = 11;

/**
 * A week and a half at the clinic, decided by a seed: who books, moves, gives up, answers, opts out.
 *
 * Changes come at noon or at six in the evening, texts fall due at other hours: by more than the quarter of
 * an hour that an unknown outcome may take. Then the texts must be the same, whatever dies in between.
 */
export const storyFrom = (seed: number, { customers = 16 } = {}): Story => {
  const chance = chanceFrom(seed);
  const start = tomorrowAtTen();
  const phones = Array.from({ length: customers }, (_, n) => `+1404555${String(1200 + n)}`);
  const deeds = new Map<number, Deed[]>();
  const put = (hour: number, ...more: readonly Deed[]): void => {
    deeds.set(hour, [...(deeds.get(hour) ?? []), ...more]);
  };
  for (const phone of phones) fateOf({ phone, start, chance, put });

  const hours = Array.from({ length: days * 4 }, (_, n) => 2 + n * 6);
  const steps = hours.map((hour) => ({
    at: plusMs(start, hour * hourMs),
    deeds: deeds.get(hour) ?? [],
  }));
  return { seed, phones, steps, end: plusMs(start, (days * 24 + 4) * hourMs) };
};

/** Far enough ahead that a slow machine does not overtake the story; whole days, whoever runs it when. */
const tomorrowAtTen = (): Instant => {
  const day = fromEpochMs(Date.now() + 48 * hourMs).slice(0, 10);
  return fromWall(`${day}T10:00`, zone);
};

type Life = {
  readonly phone: string;
  readonly start: Instant;
  readonly chance: Chance;
  readonly put: (hour: number, ...deeds: readonly Deed[]) => void;
};

/** Noon and six in the evening of the first, second and third day. */
const bookingHours = [2, 8] as const;
const changeHours = [26, 32, 50, 56] as const;
/** After the first reminder of every visit, and before the last. */
const answerHours = [74, 80] as const;

const fates = [
  "comes",
  "answers",
  "gives_up",
  "moves",
  "moves_twice",
  "stops",
  "asks",
  "late",
] as const;

const fateOf = ({ phone, start, chance, put }: Life): void => {
  const fate = chance.pick(fates);
  const later = (hours: number): Instant => plusMs(start, hours * hourMs);
  const day = 5 + chance.below(2);
  const minutes = 20 * chance.below(3);
  const visit = (onDay: number, n: number, bookedAt: number): SampleBooking =>
    booking({
      start: plusMs(later(onDay * 24 + 1), minutes * 60_000),
      createdAt: later(bookedAt),
      phone,
      name: `Customer ${phone}`,
      email: `c${phone.slice(1)}@example.com`,
      inviteeUri: uri(phone, n),
    });
  const told = (body: string): Deed => ({ kind: "webhook", phone, body });
  const says = (body: string): Deed => ({ kind: "text", phone, body });
  const moved = (n: number, fromDay: number, hour: number): readonly Deed[] => {
    const old = { ...visit(fromDay, n, hour), rescheduled: true, newInvitee: uri(phone, n + 1) };
    const fresh = { ...visit(fromDay + 1, n + 1, hour), oldInvitee: uri(phone, n) };
    return [
      told(inviteeCreated(fresh)),
      told(inviteeCanceled(old, { at: later(hour), by: "invitee", reason: null })),
    ];
  };

  const booked = fate === "late" ? 74 : chance.pick(bookingHours);
  const first = told(inviteeCreated(visit(day, 1, booked)));
  put(booked, first);
  if (chance.below(3) === 0) put(booked + 6, first); // Told twice, as providers do.
  const changed = chance.pick(changeHours);
  const answered = chance.pick(answerHours);
  switch (fate) {
    case "answers":
      put(answered, says("C"));
      return;
    case "asks":
      put(answered, says("Do I need to bring anything?"));
      return;
    case "stops":
      put(changed, says("STOP"));
      return;
    case "gives_up": {
      const reason = { at: later(changed), by: "invitee", reason: "ill" } as const;
      put(changed, told(inviteeCanceled(visit(day, 1, booked), reason)));
      return;
    }
    case "moves":
    case "moves_twice":
      put(26, ...moved(1, day, 26));
      if (fate === "moves_twice") put(50, ...moved(2, day + 1, 50));
      return;
    case "comes":
    case "late":
      return;
  }
};

const uri = (phone: string, n: number): string =>
  `https://api.calendly.com/scheduled_events/E${phone.slice(1)}/invitees/I${phone.slice(1)}${n}`;

/**
 * Under which command a webhook must be found once it is acknowledged: one of these. The half of a move that comes
 * after the other says nothing new, and then the other's is what is there; also the new one, where the two come at
 * once and the old one has made the move meanwhile. In these stories both halves bear one time.
 */
export const commandsOf = (body: string): readonly string[] => {
  const translated = translate(JSON.parse(body) as Parameters<typeof translate>[0]);
  if (!translated.ok) throw new Error("The story tells a webhook that nobody understands");
  return translated.value.flatMap(({ deliveryKey, change }) => {
    const own = `calendly:${deliveryKey}`;
    const stamp = deliveryKey.slice(deliveryKey.lastIndexOf(" ") + 1);
    if (change.kind === "moved_away" && change.newReference !== null)
      return [own, `calendly:invitee.created ${change.newReference.ref} ${stamp}`];
    if (change.kind === "rescheduled")
      return [own, `calendly:invitee.canceled ${change.oldReference.ref} ${stamp}`];
    return [own];
  });
};
