import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, expect, it } from "vitest";
import { packed } from "#adapters/aws/items";
import { at } from "#core/kernel/time";
import { awsHouse } from "#test/support/aws-house";
import { withDynamoDb } from "#test/support/dynamodb-stage";
import { received } from "#test/support/aws-pump";
import { booking, inviteeCreated } from "#test/support/house";
import { recordsOf } from "#test/support/records";

const start = "2026-03-02T15:00:00Z";
const phone = "+14045550123";

withDynamoDb("what nobody should send or store, through the functions", (endpoint) => {
  let house: Awaited<ReturnType<typeof awsHouse>>;
  beforeEach(async () => {
    house = await awsHouse(endpoint(), start);
  });
  afterEach(() => house.close());

  /** By hand: no function may. */
  const put = (stream: string, body: Uint8Array) =>
    house.aws.clients.dynamo.send(
      new PutItemCommand({
        TableName: house.aws.tables.commits,
        Item: { pk: { S: `riverside#${stream}` }, version: { N: "1" }, body: { B: body } },
      }),
    );

  const letters = async (queue: string): Promise<readonly unknown[]> => {
    const { Records } = await received(house.aws, house.aws.sqsServer.urlOf(`aro-test-${queue}`));
    return Records.map(({ body }) => (JSON.parse(body) as { body: unknown }).body);
  };

  it.each([1_100, 3_000])(
    "a name of %i letters names nothing, and is no failure of ours",
    async (letters) => {
      const long = "a".repeat(letters);
      const token = "t".repeat(40);
      await house.composed.tokens.put(token);
      const asked = async (path: string, method = "GET") => {
        const headers = { authorization: `Bearer ${token}` };
        const url = `https://api.example.com/v1/${path}`;
        return (await house.handle(new Request(url, { method, headers }))).status;
      };
      // Whoever likes may knock at such a door: were it answered 500, an alarm would ring, and a release go back.
      for (const door of ["calendly", "calcom", "acuity", "square", "stripe", "ses"])
        expect(await asked(`webhooks/${door}/${long}`, "POST")).toBe(401);
      expect(await asked(`webhooks/twilio/${long}/inbound`, "POST")).toBe(401);
      for (const kind of ["tasks", "appointments", "customers"])
        expect(await asked(`${kind}/${long}`)).toBe(404);
    },
  );

  it("poison in the table of commits is put aside by both readers, and the booking behind it is told and listed", async () => {
    await put("appointment/garbage", Buffer.from("no commit"));
    await put("appointment/nonsense", packed('"no commit"').B ?? new Uint8Array());
    await house.post(inviteeCreated(booking({ start: at("2026-03-12T15:00:00Z") })));
    await house.turnTo("2026-03-02T16:00:00Z");

    expect(house.texts(phone)).toHaveLength(1);
    expect(recordsOf(house.composed).streams("appointment")).toHaveLength(1);
    expect(await recordsOf(house.composed).texts()).toEqual(["booking-confirmation: sent"]);
    for (const reader of ["react", "project"])
      expect(await letters(`${reader}-dead`)).toEqual([
        { stream: "appointment/garbage", version: 1, why: "commit_unreadable" },
        { stream: "appointment/nonsense", version: 1, why: "commit_unreadable" },
      ]);
  });
});
