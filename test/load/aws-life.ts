import { at } from "#core/kernel/time";
import { type Billed, countingOn } from "#test/load/aws-counting";
import { type Priced, prices } from "#test/load/aws-prices";
import { awsHouse } from "#test/support/aws-house";
import { useDynamoDbLocal } from "#test/support/dynamodb-local";
import { booking, inviteeCreated } from "#test/support/house";

export type Life = {
  readonly usd: number;
  readonly wantedUsd: number;
  readonly usdByKind: Readonly<Record<Priced, number>>;
  readonly billed: Billed;
  readonly requests: Readonly<Record<string, number>>;
  readonly texts: readonly string[];
  readonly estimated: readonly string[];
};

const wantedUsd = 0.00008;

/** What is not counted but reckoned. */
const estimated = [
  "lambdaGbSecond: the time that each call took here, over a database in another process",
  "sqsRequest: what Lambda's pollers ask for; one receive and one delete for each message, none of them shared",
  "logGb: the lines that were written here, at the level info",
];

/**
 * What AWS bills for one appointment's whole life: booked, reminded twice, answered, delivered, visited, asked for a
 * review. All containers are warm, and another appointment has gone before; nothing is shared with a third.
 */
export const measureLife = async ({
  projectWindowMs,
  say,
}: {
  /** How long the read models wait for more to fold at once. */
  readonly projectWindowMs: number;
  readonly say: (line: string) => void;
}): Promise<Life> => {
  const database = await useDynamoDbLocal();
  const house = await awsHouse(database.endpoint, "2026-03-02T15:00:00Z", {
    least: "info",
    projectWindowMs,
  });
  try {
    say("one appointment to warm up");
    const quiet = countingOn(house);
    await live(house, { phone: "+1 404-555-0111", name: "WARMUP", monday: "2026-03-02" });
    quiet();
    say("one appointment that counts");
    const counted = countingOn(house);
    const texts = await live(house, {
      phone: "+1 404-555-0122",
      name: "COUNTED",
      monday: "2026-04-06",
    });
    const { requests, billed } = counted();
    const usdByKind = Object.fromEntries(
      Object.entries(prices).map(([kind, { usd }]) => [kind, usd * billed[kind as Priced]]),
    ) as Record<Priced, number>;
    const usd = Object.values(usdByKind).reduce((sum, one) => sum + one, 0);
    return { usd, wantedUsd, usdByKind, billed, requests, texts, estimated };
  } finally {
    await house.close();
    await database.stop();
  }
};

type House = Awaited<ReturnType<typeof awsHouse>>;

/** From Monday on: a visit on Thursday of the week after. Answers with the texts that were sent. */
const live = async (
  house: House,
  {
    phone,
    name,
    monday,
  }: { readonly phone: string; readonly name: string; readonly monday: string },
): Promise<readonly string[]> => {
  const on = (day: number, time: string): string => {
    const date = new Date(`${monday}T00:00:00Z`);
    date.setUTCDate(date.getUTCDate() + day);
    return `${date.toISOString().slice(0, 10)}T${time}Z`;
  };
  const answers = [
    { question: "May we text you after your visit?", answer: "Yes" },
    { question: "May we text you about payments?", answer: "Yes" },
  ];
  const start = at(on(10, "15:00:00"));
  const eventUri = `https://api.calendly.com/scheduled_events/${name}`;
  const inviteeUri = `${eventUri}/invitees/${name}`;
  const e164 = phone.replaceAll(/[ -]/g, "");
  await house.turnTo(on(0, "15:00:00"));
  await house.post(
    inviteeCreated(
      booking({ start, phone, eventUri, inviteeUri, answers, createdAt: at(on(0, "15:00:00")) }),
    ),
  );
  await house.turnTo(on(9, "15:10:00"));
  await house.customerTexts(e164, "C");
  await house.turnTo(on(12, "20:00:00"));
  return house.texts(e164).map((text) => `${text.slice(0, 16)} ${text.slice(25, 85)}`);
};

if (import.meta.main) {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const life = await measureLife({ projectWindowMs: 0, say });
  process.stdout.write(`${JSON.stringify(life, null, 2)}\n`);
}
