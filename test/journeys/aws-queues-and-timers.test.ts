import { SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { envelopeIn } from "#adapters/aws/queue-envelope";
import { createQueues } from "#adapters/aws/queues";
import { timerFrom } from "#adapters/aws/timer-message";
import { createTimers, type TimerTrouble } from "#adapters/aws/timers";
import { createVault } from "#adapters/aws/vault";
import type { TenantId } from "#core/kernel/ids";
import { at } from "#core/kernel/time";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { memoryKeyRecords } from "#test/support/memory-key-records";
import { memoryTimerRows } from "#test/support/memory-timer-rows";
import { type SqsServer, startSqsServer } from "#test/support/sqs-server";
import { watchedOver } from "#test/support/watched-timers";
import { createWireKms, wireCredentials } from "#test/support/wire-kms";
import { createWireScheduler, type WireScheduler } from "#test/support/wire-scheduler";

const phone = "+14045550177";
const visit = booking({
  start: at("2026-03-12T15:00:00Z"),
  createdAt: at("2026-03-02T14:59:58Z"),
  name: "Quenby Zzyzx",
  email: "quenby@canary.example",
  phone,
});
const personal = /quenby|zzyzx|canary|5550177|is it far/i;

/** A whole house whose queues and timers are those of AWS, at the other end of the wire. */
describe("a booking's whole life over the queues and timers of AWS", () => {
  let house: TestHouse;
  let server: SqsServer;
  let sqs: SQSClient;
  let scheduler: WireScheduler;
  const everything: string[] = [];
  const troubles: TimerTrouble[] = [];

  beforeAll(async () => {
    house = await testHouse("2026-03-02T15:00:00Z");
    const { deps } = house.composed;
    server = await startSqsServer({ now: () => deps.clock.now(), maxReceiveCount: 8 });
    sqs = new SQSClient({
      region: "us-east-1",
      endpoint: server.endpoint,
      credentials: wireCredentials,
      maxAttempts: 1,
    });
    scheduler = createWireScheduler({ heard: (input) => everything.push(JSON.stringify(input)) });
    const queues = createQueues({
      sqs,
      clock: deps.clock,
      placeOf: (queue) => ({
        url: server.urlOf(queue),
        deadLetterUrl: server.urlOf(`${queue}-dead`),
        visibilityMs: 90_000,
        maxAttempts: 8,
      }),
    });
    const rows = memoryTimerRows();
    const timers = createTimers({
      rows,
      schedules: scheduler.schedules,
      queues,
      queue: "timers",
      clock: deps.clock,
      tell: (trouble) => void troubles.push(trouble),
    });
    Object.assign(deps.timers, watchedOver(timers, rows.planned));
    Object.assign(deps.queues, queues, {
      next: async () => server.nextVisible("executions", "classifications"),
    });

    await house.post(inviteeCreated(visit));
    await house.customerTexts(phone, "Is it far from the station?");
    for (const day of ["05", "09", "10", "11", "12", "13", "14"]) {
      await house.turnTo(`2026-03-${day}T23:00:00Z`);
      await timers.planAhead(100);
    }
  });
  afterAll(async () => {
    sqs.destroy();
    scheduler.close();
    await server.close();
    await house.close();
  });

  it("sends what it sends over our own", async () => {
    const other = await testHouse("2026-03-02T15:00:00Z");
    await other.post(inviteeCreated(visit));
    await other.customerTexts(phone, "Is it far from the station?");
    await other.turnTo("2026-03-14T23:00:00Z");
    expect(house.texts(phone).length).toBeGreaterThan(2);
    expect(house.texts(phone)).toEqual(other.texts(phone));
    await other.close();
  });

  it("tells no queue whom it is about, nor what was said", () => {
    const bodies = server.sent().map(({ body }) => JSON.stringify(body));
    expect(server.sent().filter(({ call }) => call === "SendMessage").length).toBeGreaterThan(3);
    expect(bodies.filter((body) => personal.test(body))).toEqual([]);
  });

  it("tells no schedule, not even by its name", () => {
    expect(everything.length).toBeGreaterThan(3);
    expect(everything.filter((input) => personal.test(input))).toEqual([]);
    expect(troubles).toEqual([]);
  });

  it("rings, by queue or schedule, only for streams that are there", () => {
    const rung = server
      .sent()
      .filter(({ call, body }) => call === "SendMessage" && body.QueueUrl.endsWith("/timers"))
      .map(({ body }) => body.MessageBody)
      .concat(everything.flatMap((input) => /"Input":"(.*?[^\\])"/.exec(input)?.slice(1) ?? []))
      .map((text) => envelopeIn(text.replaceAll('\\"', '"')))
      .map((envelope) => envelope && timerFrom(envelope));
    expect(rung.length).toBeGreaterThan(3);
    expect(rung.filter((timer) => timer === null || !timer.stream.includes("/"))).toEqual([]);
  });

  it("tells KMS, whose log is in the clear, none of it", async () => {
    const owners = house.composed.db.all<{ tenant: TenantId; subject: string }>(
      "SELECT DISTINCT tenant, subject FROM keys",
    );
    const wire = createWireKms();
    const vault = createVault({
      kms: wire.kms,
      keyId: "alias/aro-test",
      records: memoryKeyRecords(),
      clock: house.composed.deps.clock,
      metrics: house.composed.deps.metrics,
    });
    for (const { tenant, subject } of owners) await vault.cipher(tenant, subject);
    const contexts = wire.calls().map(({ context }) => JSON.stringify(context));
    expect(owners.length).toBeGreaterThan(1);
    expect(contexts).toHaveLength(1);
    expect(contexts.filter((context) => personal.test(context))).toEqual([]);
    wire.close();
  });
});
