import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { ListSchedulesCommand } from "@aws-sdk/client-scheduler";
import { expect, it } from "vitest";
import { tenantKeySubject } from "#adapters/aws/tenant-keys";
import { at, plusMs } from "#core/kernel/time";
import { blobsContract } from "#test/contract/blobs";
import { contractOf } from "#test/contract/contract";
import { type QueuesStage, queuesContract } from "#test/contract/queues";
import { timersContract } from "#test/contract/timers";
import { vaultContract } from "#test/contract/vault";
import { memoryKeyRecords } from "#test/support/memory-key-records";
import { withMoto } from "#test/support/moto";
import { motoBlobs, motoQueues, motoTimers, motoVault } from "#test/support/moto-stages";
import { watchedOver } from "#test/support/watched-timers";
import { house, tenantA, tenantB } from "#test/support/sample-commits";

const close = () => undefined;
const limits = { visibilityMs: 2_000, maxAttempts: 8 };

/** It takes the group, and gives messages in the order in which they came. */
const onlyWhereQueuesAreFair = [
  "does not let a busy tenant keep a quiet one waiting",
  "serves tenants in turn, also when one message is received at a time",
];

withMoto("the services of AWS, played by moto", (endpoint) => {
  contractOf<QueuesStage>(
    "Queues, fairness aside",
    queuesContract.clauses.filter(([promise]) => !onlyWhereQueuesAreFair.includes(promise)),
  )("SQS", async () => {
    const { queues } = await motoQueues(endpoint(), limits);
    return { port: { queues, ...limits }, close };
  });

  timersContract("Scheduler and DynamoDB", async () => {
    const { timers, planned } = await motoTimers(endpoint());
    return { port: watchedOver(timers, planned), close };
  });

  vaultContract("KMS", async () => ({ port: await motoVault(endpoint()), close }));

  blobsContract("S3", async () => ({ port: (await motoBlobs(endpoint())).blobs, close }));

  it("take ten messages at once, and each in its tenant's group", async () => {
    const { queues } = await motoQueues(endpoint(), limits);
    const now = at("2026-03-02T09:00:00Z");
    const messages = Array.from({ length: 12 }, (_, body) => ({
      tenant: body % 2 ? tenantA : tenantB,
      queue: "executions",
      body,
    }));
    await queues.sendAll(messages, now);
    const received = await queues.receive("executions", now, 20);
    expect(received.map(({ tenant, body }) => ({ tenant, queue: "executions", body }))).toEqual(
      messages,
    );
  });

  it("keep one schedule for a stream, of its newest plan", async () => {
    const { timers, troubles, scheduler, group } = await motoTimers(endpoint());
    const nine = at("2026-03-02T09:00:00Z");
    const plan = (inHours: number | null, version: number) =>
      timers.plan({
        tenant: tenantA,
        stream: house,
        at: inHours === null ? null : plusMs(nine, inHours * 3_600_000),
        version,
      });
    const names = async () =>
      (await scheduler.send(new ListSchedulesCommand({ GroupName: group }))).Schedules ?? [];
    await plan(1, 1);
    await plan(2, 2);
    expect(await names()).toHaveLength(1);
    await plan(null, 3);
    expect(await names()).toEqual([]);
    expect(troubles).toEqual([]);
  });

  it("unwrap a key for its owner alone", async () => {
    const records = memoryKeyRecords();
    await (await motoVault(endpoint(), records)).cipher(tenantA, "guest-1");
    for (const subject of ["guest-1", tenantKeySubject]) {
      const stolen = await records.get(tenantA, subject);
      if (stolen === null) throw new Error("Expected a record");
      await records.putIfAbsent(tenantB, subject, stolen);
    }
    const vault = await motoVault(endpoint(), records);
    await expect(vault.cipher(tenantB, "guest-1")).rejects.toMatchObject({ service: "kms" });
  });

  it("encrypt a blob under the key of the stage", async () => {
    const { blobs, s3, bucket } = await motoBlobs(endpoint());
    await blobs.put(tenantA, "evidence/1", new Uint8Array([1]));
    const head = await s3.send(
      new HeadObjectCommand({ Bucket: bucket, Key: "tenant-a/evidence/1" }),
    );
    expect(head).toMatchObject({ ServerSideEncryption: "aws:kms" });
  });
});
