import { DeleteItemCommand, PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Item } from "#adapters/aws/items";
import { at, type Instant, plusMs } from "#core/kernel/time";
import { everyView } from "#core/views/every-view";
import type { Around } from "#functions/aws-around";
import { on as rebuild } from "#functions/aws/operate/rebuild";
import { call } from "#test/support/aws-door";
import { awsHouse } from "#test/support/aws-house";
import { injectFaults } from "#test/support/dynamo-faults";
import { withDynamoDb } from "#test/support/dynamodb-stage";
import { booking, inviteeCreated } from "#test/support/house";
import { writtenFromNow } from "#test/support/written-lines";

const start = "2026-03-02T15:00:00Z";
const eventUri = "https://api.calendly.com/scheduled_events/EVENT";
const visit = (n: number) =>
  booking({
    start: at(`2026-03-1${n}T15:00:00Z`),
    createdAt: at(start),
    phone: `+1404555012${n}`,
    email: `guest${n}@example.com`,
    eventUri: `${eventUri}${n}`,
    inviteeUri: `${eventUri}${n}/invitees/INVITEE${n}`,
  });

withDynamoDb("lists on AWS that are folded anew", (endpoint) => {
  let house: Awaited<ReturnType<typeof awsHouse>>;
  let written: string[];
  beforeEach(async () => {
    written = writtenFromNow();
    house = await awsHouse(endpoint(), start, { least: "error" });
    for (const n of [0, 1]) await house.post(inviteeCreated(visit(n)));
    await house.turnTo("2026-03-08T16:00:00Z");
    await house.customerTexts("+14045550120", "I am not sure about that day, please call me");
    await house.drive.drain();
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await house.close();
  });

  /** A clock that goes on by a minute whenever it is looked at: nobody waits for the second pass. */
  const around = (): Around => {
    let now: Instant = at("2026-03-08T16:00:00Z");
    const clock = { now: () => (now = plusMs(now, 60_000)) };
    const { ground, clients } = house.aws;
    const variables = async () => ({ ARO_LOG_LEVEL: "info" });
    return { ground, clients, clock, variables, isPlayed: true } as unknown as Around;
  };
  const operate = async (input: object = {}) => call(rebuild(around), input);
  const rebuilt = async () => {
    const answer = await operate();
    if (!answer.ok) throw new Error(JSON.stringify(answer.refusal));
    return answer.value;
  };

  const TableName = () => house.aws.tables.views;
  const rowsOf = async (view: string): Promise<readonly Item[]> => {
    const { Items: items = [] } = await house.aws.looking.send(
      new QueryCommand({
        TableName: TableName(),
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": { S: `riverside#${view}` } },
        ConsistentRead: true,
      }),
    );
    return items;
  };
  /** Every row of every list, as its bytes lie in the table. */
  const rows = async (): Promise<readonly string[]> =>
    (await Promise.all(everyView.map(rowsOf)))
      .flat()
      .map((row) => JSON.stringify(row, bytesToo, 0))
      .toSorted();
  const put = (item: Item) =>
    house.aws.looking.send(new PutItemCommand({ TableName: TableName(), Item: item }));
  const drop = ({ pk, sk }: Item) =>
    house.aws.looking.send(
      new DeleteItemCommand({ TableName: TableName(), Key: { pk: pk ?? none, sk: sk ?? none } }),
    );
  const none = { S: "" };

  it("are the same bytes that the running projector wrote, and none was written", async () => {
    const before = await rows();
    expect(before.length).toBeGreaterThan(10);
    const { questions } = injectFaults(house.aws.clients.dynamo);

    expect(await rebuilt()).toMatchObject({
      tenant: "riverside",
      state: "done",
      pass: 1,
      counts: { mended: 0, removed: 0, failed: 0, rows: before.length },
      next: null,
    });
    expect(await rows()).toEqual(before);
    expect([...new Set(questions.map(({ command }) => command))].toSorted()).toEqual([
      "GetItem",
      "Query",
    ]);
  });

  it("are the same bytes again after rows were lost, changed and added", async () => {
    const before = await rows();
    const [appointment, other] = await rowsOf("appointments");
    const [customer, second] = await rowsOf("customers");
    const [message] = await rowsOf("messages");
    const [planned] = await rowsOf("planned-texts");
    if (!appointment || !other || !customer || !second || !message || !planned)
      throw new Error("No rows");
    await drop(appointment);
    await put({ ...other, data: { B: Buffer.from("not deflated") } });
    await put({ ...customer, version: { N: "99" } });
    await put({ ...second, index1: { S: "000#somewhere" } });
    await drop(message);
    await put({ ...message, sk: { S: "stray" } });
    await drop(planned);
    await put({ ...customer, pk: { S: "riverside#tasks" }, sk: { S: "stray" } });
    expect(await rows()).not.toEqual(before);

    expect(await rebuilt()).toMatchObject({ state: "done", pass: 2, counts: { removed: 2 } });
    expect(await rows()).toEqual(before);
    const told = written.filter((line) => line.includes("views.rebuilt"));
    expect(told).toHaveLength(1);
    expect(told.join("")).not.toContain("404555012");
  });

  it("go on where a call has ended, and given the same again do the same again", async () => {
    const before = await rows();
    const [appointment] = await rowsOf("appointments");
    if (!appointment) throw new Error("No rows");
    await drop(appointment);
    const elapsed = vi.spyOn(performance, "now");
    let ms = 0;
    elapsed.mockImplementation(() => (ms += 30_000));
    let [input, calls]: [object | null, number] = [{}, 0];
    while (input !== null && calls < 100) {
      await operate(input);
      const answer = await operate(input);
      if (!answer.ok) throw new Error(JSON.stringify(answer.refusal));
      input = answer.value.next;
      calls += 1;
    }
    elapsed.mockRestore();
    expect(input).toBeNull();
    expect(calls).toBeGreaterThan(4);
    expect(await rows()).toEqual(before);
  });

  it("refuse what is no place to go on from", async () => {
    for (const [input, path] of [
      [{ tenant: 7 }, "tenant"],
      [{ place: {} }, "place.pass"],
      [{ from: 1 }, ""],
    ] as const)
      expect(await operate(input)).toMatchObject({
        ok: false,
        refusal: { code: "payload_invalid", details: { path } },
      });
  });
});

const bytesToo = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value;
