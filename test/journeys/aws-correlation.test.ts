import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { at } from "#core/kernel/time";
import { awsHouse } from "#test/support/aws-house";
import { withDynamoDb } from "#test/support/dynamodb-stage";
import { booking, inviteeCreated } from "#test/support/house";
import { writtenFromNow } from "#test/support/written-lines";

const start = "2026-03-02T15:00:00Z";
const visit = booking({
  start: at("2026-03-12T15:00:00Z"),
  createdAt: at(start),
  name: "Quenby Zzyzx",
  email: "quenby@canary.example",
  phone: "+1 404-555-0177",
});
const personal = /quenby|zzyzx|canary|5550177|555-0177/i;
const story = "story-of-a-booking-1";

type Line = Readonly<Record<string, unknown>>;

withDynamoDb("the log of a booking on AWS", (endpoint) => {
  let house: Awaited<ReturnType<typeof awsHouse>>;
  let written: string[];
  beforeEach(async () => {
    written = writtenFromNow();
    house = await awsHouse(endpoint(), start, { least: "info" });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await house.close();
  });

  it("tells it from the webhook to the text in one query, and nothing of the customer", async () => {
    await house.tell(inviteeCreated(visit), story);
    const lines = written.flatMap((line) =>
      line.startsWith("{") ? [JSON.parse(line) as Line] : [],
    );
    const told = lines
      .filter(({ correlationId }) => correlationId === story)
      .map(
        ({ function: name, event }) => `${String(name).replace("aro-test-", "")} ${String(event)}`,
      );

    expect(told.slice(0, 3)).toEqual([
      "http/calendly-webhook request.answered",
      "streams/react commits.taken",
      "queues/execute execution.called",
    ]);
    // What the carrier reports comes as requests of its own; what it changes belongs to the story.
    expect([...new Set(told.slice(3))]).toEqual(["streams/react commits.taken"]);
    expect(lines.filter(({ level }) => level === "error" || level === "warn")).toEqual([]);
    expect(written.filter((line) => personal.test(line))).toEqual([]);
    expect(house.texts("+14045550177")).toHaveLength(1);
  });

  it("and what goes over queues and schedules tells nothing of the customer either", async () => {
    await house.post(inviteeCreated(visit));
    await house.turnTo("2026-03-10T15:00:00Z");
    const sent = JSON.stringify(house.aws.sqsServer.sent());

    expect(sent).toContain("execution");
    expect(sent).not.toMatch(personal);
    expect(JSON.stringify(house.aws.kms.calls())).not.toMatch(personal);
  });
});
