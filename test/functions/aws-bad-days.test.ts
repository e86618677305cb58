import { afterEach, beforeEach, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import { awsHouse } from "#test/support/aws-house";
import { type Fault, injectFaults } from "#test/support/dynamo-faults";
import { withDynamoDb } from "#test/support/dynamodb-stage";
import { booking, inviteeCreated } from "#test/support/house";
import { recordsOf } from "#test/support/records";

const start = "2026-03-02T15:00:00Z";
const phone = "+14045550123";
const visit = (name: string, day: string) => {
  const eventUri = `https://api.calendly.com/scheduled_events/${name}`;
  const inviteeUri = `${eventUri}/invitees/${name}`;
  const when = at(`2026-03-${day}T15:00:00Z`);
  return inviteeCreated(booking({ start: when, eventUri, inviteeUri, createdAt: at(start) }));
};

withDynamoDb("a bad day on AWS, through the functions", (endpoint) => {
  let house: Awaited<ReturnType<typeof awsHouse>>;
  beforeEach(async () => {
    house = await awsHouse(endpoint(), start);
    await house.post(visit("FIRST", "12")); // From here on every function is at work.
    await house.turnTo("2026-03-02T16:00:00Z");
  });
  afterEach(() => house.close());

  /** Posted until it is taken, as a provider does; then the whole story must be as on any other day. */
  const bookAgain = async (): Promise<readonly number[]> => {
    const statuses: number[] = [];
    do statuses.push((await house.post(visit("SECOND", "20"))).status);
    while (statuses.at(-1) !== 200 && statuses.length < 5);
    await house.turnTo("2026-03-02T20:00:00Z"); // What came again has had its time.
    return statuses;
  };
  const expectTold = async (): Promise<void> => {
    const told = house.texts(phone).filter((text) => text.includes("is booked for"));
    expect(told.map((text) => /Mar \d+/.exec(text)?.[0])).toEqual(["Mar 12", "Mar 20"]);
    const records = recordsOf(house.composed);
    expect(await records.texts()).toEqual([
      "booking-confirmation: sent",
      "booking-confirmation: sent",
    ]);
  };

  it("KMS refuses: the webhook is not taken, and is when it comes again", async () => {
    for (let time = 1; time <= 2; time++) house.aws.kms.refuseNext("AccessDeniedException");
    expect(await bookAgain()).toEqual([500, 500, 200]);
    await expectTold();
  });

  const faults: readonly (readonly [string, Fault])[] = [
    ["is throttled", { kind: "refused", name: "ProvisionedThroughputExceededException" }],
    ["takes a commit and loses its answer", { kind: "reply_lost" }],
    ["calls our own write a conflict", { kind: "conflict" }],
    ["cannot be reached", { kind: "unreachable" }],
    ["breaks down", { kind: "refused", name: "InternalServerError", status: 500 }],
  ];
  it.each(faults)(
    "the database %s: one booking, one text",
    async (_, fault) => {
      injectFaults(house.aws.clients.dynamo).plan(
        "PutItem",
        fault,
        null,
        fault,
        fault,
        null,
        fault,
      );
      expect(await bookAgain()).toEqual([200]);
      await expectTold();
      expect(recordsOf(house.composed).streams("appointment")).toHaveLength(2);
    },
    60_000,
  );

  it("a queue cannot be reached: what was to be sent is sent when it can", async () => {
    for (let time = 1; time <= 6; time++) house.aws.sqsServer.refuseNext("ServiceUnavailable", 503);
    await bookAgain().catch(() => undefined); // Lambda's own poller met it, too.
    await bookAgain();
    await expectTold();
  });
});
