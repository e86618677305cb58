import { at, type Instant, plusMs } from "#core/kernel/time";
import { manifestAws } from "../../manifest-aws.ts";
import { type Billed, type Counted, countingOn } from "#test/load/aws-counting";
import { type Priced, prices } from "#test/load/aws-prices";
import type { Units } from "#test/load/aws-units";
import { awsHouse } from "#test/support/aws-house";
import { useDynamoDbLocal } from "#test/support/dynamodb-local";
import { booking, inviteeCreated } from "#test/support/house";

/** Of one appointment: of several that were measured together, each has its share. */
export type Life = {
  readonly appointments: number;
  readonly gatherSeconds: number;
  readonly usd: number;
  readonly wantedUsd: number;
  readonly usdByKind: Readonly<Record<Priced, number>>;
  readonly billed: Billed;
  readonly requests: Readonly<Record<string, number>>;
  readonly units: readonly Units[];
  readonly texts: readonly string[];
  readonly estimated: readonly string[];
};

const wantedUsd = 0.00008;

/** What is not counted but reckoned, and what is not in it. */
const estimated = [
  "lambdaGbSecond: the time that each call took here, over a database in another process",
  "sqsRequest: what Lambda's pollers ask for; one receive and one delete for each message, none of them shared",
  "dynamodbWrite: a write that a condition refused, as one unit",
  "dynamodbRead: a query that finds nothing, as the least that AWS takes",
  "logGb: the lines that were written here, at the level info",
  "not in it: what a stage pays whatever comes (the clocks of every minute, polls that find nothing, alarms, keys, storage)",
  "not as on AWS: the table's stream is one shard here; on AWS a batch holds what one of several has brought",
];

type Wish = {
  /** How many live through the same days in one clinic. */
  readonly appointments: number;
  /** How long the read models gather what comes. */
  readonly gatherSeconds?: number;
  readonly say: (line: string) => void;
};

/**
 * What AWS bills for an appointment's whole life: booked, reminded twice, answered, delivered, visited, asked for a
 * review. All containers are warm, and another appointment has gone before. Alone it shares nothing with a third; of
 * several, each is booked two minutes after the one before, and has its visit half an hour later, eight on each day.
 */
export const measureLife = async ({
  appointments,
  gatherSeconds = manifestAws.gathers.project,
  say,
}: Wish): Promise<Life> => {
  const database = await useDynamoDbLocal();
  const house = await awsHouse(database.endpoint, "2026-03-02T15:00:00Z", {
    least: "info",
    projectWindowMs: gatherSeconds * 1_000,
  });
  try {
    say("one appointment to warm up");
    const quiet = countingOn(house);
    await live(house, "2026-03-02", [guestOf(0)]);
    quiet();
    say(`${appointments} that count`);
    const counted = countingOn(house);
    const guests = Array.from({ length: appointments }, (_, index) => guestOf(index + 1));
    const texts = await live(house, "2026-04-06", guests);
    const all = shared(counted(), appointments);
    const usdByKind = Object.fromEntries(
      Object.entries(prices).map(([kind, { usd }]) => [kind, usd * all.billed[kind as Priced]]),
    ) as Record<Priced, number>;
    const usd = Object.values(usdByKind).reduce((sum, one) => sum + one, 0);
    return { appointments, gatherSeconds, usd, wantedUsd, usdByKind, ...all, texts, estimated };
  } finally {
    await house.close();
    await database.stop();
  }
};

const shared = ({ billed, requests, units }: Counted, among: number): Counted => {
  const each = <T extends string>(numbers: Readonly<Record<T, number>>) =>
    Object.fromEntries(
      Object.entries<number>(numbers).map(([name, number]) => [name, number / among]),
    ) as Record<T, number>;
  return {
    billed: each(billed),
    requests: each(requests),
    units: units.map(({ write, read, requests: asked, ...about }) => ({
      ...about,
      ...each({ write, read, requests: asked }),
    })),
  };
};

type House = Awaited<ReturnType<typeof awsHouse>>;
type Guest = { readonly phone: string; readonly name: string; readonly index: number };

const guestOf = (index: number): Guest => ({
  phone: `+1 404-555-0${String(100 + index)}`,
  name: `GUEST${index}`,
  index,
});

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const visitsADay = 8;

/** From Monday on: visits from Thursday of the week after. Answers with the texts that the first was sent. */
const live = async (
  house: House,
  monday: string,
  guests: readonly Guest[],
): Promise<readonly string[]> => {
  const first = at(`${monday}T15:00:00Z`);
  const startOf = (place: number): Instant =>
    plusMs(
      first,
      (10 + Math.floor(place / visitsADay)) * dayMs + (place % visitsADay) * 30 * minuteMs,
    );
  for (const [place, guest] of guests.entries()) {
    await house.turnTo(plusMs(first, place * 2 * minuteMs));
    await house.post(booked(guest, startOf(place), plusMs(first, place * 2 * minuteMs)));
  }
  for (const [place, { phone }] of guests.entries()) {
    await house.turnTo(plusMs(startOf(place), -dayMs + 10 * minuteMs));
    await house.customerTexts(phone.replaceAll(/[ -]/g, ""), "C");
  }
  const last = startOf(guests.length - 1);
  await house.turnTo(plusMs(last, 2 * dayMs + 5 * 60 * minuteMs));
  const [one] = guests;
  return house
    .texts(one?.phone.replaceAll(/[ -]/g, "") ?? "")
    .map((text) => `${text.slice(0, 16)} ${text.slice(25, 85)}`);
};

const booked = ({ phone, name }: Guest, start: Instant, createdAt: Instant): string => {
  const eventUri = `https://api.calendly.com/scheduled_events/${name}`;
  const inviteeUri = `${eventUri}/invitees/${name}`;
  const answers = [
    { question: "May we text you after your visit?", answer: "Yes" },
    { question: "May we text you about payments?", answer: "Yes" },
  ];
  return inviteeCreated(booking({ start, phone, eventUri, inviteeUri, answers, createdAt }));
};

if (import.meta.main) {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const alone = await measureLife({ appointments: 1, say });
  const inAClinic = await measureLife({ appointments: 20, say });
  process.stdout.write(`${JSON.stringify({ alone, inAClinic }, null, 2)}\n`);
}
