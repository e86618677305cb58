import type { SQSEvent } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { envelopeOf } from "#adapters/aws/queue-envelope";
import { as } from "#core/kernel/ids";
import { at } from "#core/kernel/time";
import type { Delivery } from "#core/ports/queues";
import type { BatchResult, QueueEvent } from "#functions/aws-shapes";
import type { Deps } from "#functions/deps";
import { onQueue } from "#functions/on-aws";
import { create as execute } from "#functions/queues/execute";
import { call, houseOver, remembering } from "#test/support/aws-door";
import { type Message, queueEvent } from "#test/support/aws-events";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { recordsOf } from "#test/support/records";

const message = (id: string, body: object) => ({
  id,
  body: envelopeOf({ tenant: as("riverside"), body: { id, ...body } }),
});

describe("a batch of messages", () => {
  const remembered = remembering();
  const released: string[] = [];
  const acknowledged: string[] = [];
  beforeEach(() => {
    for (const list of [remembered.lines, released, acknowledged]) list.length = 0;
  });

  const deps = (): Deps =>
    ({
      ...remembered,
      clock: { now: () => at("2026-03-02T15:00:00Z") },
      queues: {
        release: async ({ receipt }: Delivery, _: string, why: string) =>
          void released.push(`${receipt} ${why}`),
        acknowledge: async ({ receipt }: Delivery) => void acknowledged.push(receipt),
      },
    }) as unknown as Deps;

  type Work = { readonly id: string; readonly does?: "throw" | "release" | "nothing" };
  const create = (inside: Deps) => async (delivery: Delivery) => {
    const { does } = delivery.body as Work;
    if (does === "throw") throw new RangeError("poison");
    if (does === "release")
      return inside.queues.release(delivery, at("2026-03-02T15:01:00Z"), "held");
    if (does !== "nothing") await inside.queues.acknowledge(delivery);
  };
  const handled = (...messages: readonly Message[]) =>
    call<QueueEvent, BatchResult>(
      onQueue(async () => houseOver(deps()), "executions", create),
      queueEvent(...messages),
    );
  const failedIn = ({ batchItemFailures: failures }: BatchResult) =>
    failures.map(({ itemIdentifier }) => itemIdentifier).toSorted();

  it("has the shape that is published", () => {
    const published:
      | Pick<SQSEvent["Records"][number], keyof QueueEvent["Records"][number]>
      | undefined = (queueEvent(message("a", {})) as SQSEvent).Records[0];
    const read: QueueEvent["Records"][number] | undefined = published;
    expect(read?.messageId).toBe("a");
  });

  it("that is done leaves nothing; Lambda deletes it, and we ask for nothing", async () => {
    expect(failedIn(await handled(message("a", {}), message("b", {})))).toEqual([]);
    expect(acknowledged).toEqual([]);
  });

  it("with one that is poison is done but for that one", async () => {
    const answer = await handled(
      message("a", {}),
      message("b", { does: "throw" }),
      message("c", {}),
    );
    expect(failedIn(answer)).toEqual(["b"]);
    expect(remembered.lines).toEqual([
      "error queue.failed queue=executions why=RangeError attempt=1",
    ]);
  });

  it("of which all are poison answers so, and is no failure of the function", async () => {
    const answer = await handled(message("a", { does: "throw" }), message("b", { does: "throw" }));
    expect(failedIn(answer)).toEqual(["a", "b"]);
  });

  it("keeps what was released, with its reason, and what nobody has ended", async () => {
    const answer = await handled(
      message("a", { does: "release" }),
      message("b", { does: "nothing" }),
      message("c", {}),
    );
    expect(failedIn(answer)).toEqual(["a", "b"]);
    expect(released).toEqual(["handle-a held"]);
    expect(remembered.lines).toEqual([]);
  });

  it("keeps what nobody can read, and what is not due", async () => {
    const answer = await handled(
      { id: "a", body: "{" },
      { id: "b", body: "null" },
      message("c", {}),
    );
    expect(failedIn(answer)).toEqual(["a", "b"]);
  });
});

describe("an execution from SQS", () => {
  let house: TestHouse;
  beforeEach(async () => {
    house = await testHouse("2026-03-02T15:00:00Z");
    await house.post(inviteeCreated(booking({ start: at("2026-03-10T14:00:00Z") })));
  });
  afterEach(() => house.close());

  it("that comes twice, and beside one that is none, sends no second text", async () => {
    const records = recordsOf(house.composed);
    const [appointment] = await records.appointments();
    const [execution] = Object.keys(appointment?.journeys.executions ?? {});
    const stream = records.streams("appointment")[0] ?? null;
    const body = { stream, execution: execution ?? null, correlationId: "story-0001" };
    const again = { id: "a", body: envelopeOf({ tenant: as("riverside"), body }) };
    const handler = onQueue(async () => houseOver(house.composed.deps), "executions", execute);
    const answer = await call<QueueEvent, BatchResult>(
      handler,
      queueEvent(again, { ...again, id: "b" }, message("c", { no: "execution" })),
    );

    // Of the two at once one holds the lease; the other comes again, and finds it done.
    const failed = answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    expect(failed.toSorted()).toEqual(["b", "c"]);
    expect(house.texts("+14045550123")).toHaveLength(1);
  });
});
