import { inflateRawSync } from "node:zlib";
import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import { awsHouse } from "#test/support/aws-house";
import { withDynamoDb } from "#test/support/dynamodb-stage";
import { booking, inviteeCreated } from "#test/support/house";
import { type Records, recordsOf } from "#test/support/records";

const phone = "+14045550177";
const visit = booking({
  start: at("2026-03-12T15:00:00Z"),
  name: "Quenby Zzyzx",
  email: "quenby@canary.example",
  phone,
});
const personal = /quenby|zzyzx|canary|5550177|is it far/i;

withDynamoDb("a customer who is erased on AWS", (endpoint) => {
  let house: Awaited<ReturnType<typeof awsHouse>>;
  let records: Records;
  beforeEach(async () => {
    house = await awsHouse(endpoint(), "2026-03-02T15:00:00Z");
    records = recordsOf(house.composed);
    await house.composed.tokens.put("operator-token");
    await house.post(inviteeCreated(visit));
    await house.customerTexts(phone, "Is it far from the station?");
    await house.turnTo("2026-03-09T15:00:00Z");
  });
  afterEach(() => house.close());

  const erase = async (): Promise<void> => {
    const customer = (records.streams("customer")[0] ?? "").replace("customer/", "");
    const headers = { authorization: "Bearer operator-token", "idempotency-key": "erasure-1" };
    const url = `http://127.0.0.1/v1/customers/${customer}/erase`;
    const response = await house.handle(new Request(url, { method: "POST", headers }));
    expect(response.status).toBe(200);
    await house.drive.drain();
  };
  /** All that stands in a table, with what is deflated spelled out. */
  const everythingIn = async (table: "commits" | "views" | "keys") => {
    const { tables, clients } = house.aws;
    const { Items: items = [] } = await clients.dynamo.send(
      new ScanCommand({ TableName: tables[table] }),
    );
    return items;
  };
  const textIn = async (table: "commits" | "views" | "keys"): Promise<string> =>
    (await everythingIn(table))
      .flatMap((item) => Object.values(item))
      .map((value) => {
        if (value.B === undefined) return value.S ?? value.N ?? JSON.stringify(value);
        try {
          return inflateRawSync(value.B).toString();
        } catch {
          return Buffer.from(value.B).toString("latin1");
        }
      })
      .join("\n");
  const subjects = async () =>
    (await everythingIn("keys"))
      .map(({ pk }) => (pk?.S ?? "").split("#").slice(1).join("#"))
      .toSorted((one, other) => (one < other ? -1 : 1));

  it("has no key any more, and no clock and no late webhook makes one", async () => {
    expect(await subjects()).toHaveLength(3);
    await erase();
    const ofTheTenant = ["#tenant", "@key"];
    expect(await subjects()).toEqual(ofTheTenant);

    await house.turnTo("2026-03-13T15:00:00Z");
    await house.post(inviteeCreated(visit));
    await house.turnTo("2026-03-14T15:00:00Z");
    expect(await subjects()).toEqual(ofTheTenant);
    expect(house.texts(phone)).toHaveLength(1);
    for (const table of ["commits", "views", "keys"] as const)
      expect(personal.exec(await textIn(table))).toBeNull();
  });
});
