import { S3Client } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createBlobs } from "#adapters/aws/blobs";
import type { Blobs } from "#core/ports/blobs";
import { blobsContract } from "#test/contract/blobs";
import { tenantA } from "#test/support/sample-commits";
import { wireCredentials } from "#test/support/wire-kms";
import { startWireS3 } from "#test/support/wire-s3";

const startStage = async () => {
  const wire = await startWireS3();
  const s3 = new S3Client({
    region: "us-east-1",
    endpoint: wire.endpoint,
    forcePathStyle: true,
    credentials: wireCredentials,
    maxAttempts: 1,
  });
  const close = async () => {
    s3.destroy();
    await wire.close();
  };
  const blobs = createBlobs({ s3, bucket: "aro-test", kmsKeyId: "alias/aro-test" });
  return { wire, blobs, close };
};

blobsContract("S3, played by a small server,", async () => {
  const { blobs, close } = await startStage();
  return { port: blobs, close };
});

let stage: Awaited<ReturnType<typeof startStage>>;
let blobs: Blobs;
beforeEach(async () => {
  stage = await startStage();
  ({ blobs } = stage);
});
afterEach(() => stage.close());

const one = new TextEncoder().encode("one");

it("asks for the stage's key, for a free place, and to be refused other bytes", async () => {
  await blobs.put(tenantA, "evidence/1", one);
  expect(stage.wire.puts()[0]).toMatchObject({
    "if-none-match": "*",
    "x-amz-server-side-encryption": "aws:kms",
    "x-amz-server-side-encryption-aws-kms-key-id": "alias/aro-test",
    "x-amz-server-side-encryption-bucket-key-enabled": "true",
  });
  expect([...stage.wire.objects.keys()]).toEqual(["tenant-a/evidence/1"]);
});

it("writes again where the other of two writes was given up", async () => {
  stage.wire.refuseNext(409, "ConditionalRequestConflict");
  expect(await blobs.put(tenantA, "evidence/1", one)).toMatchObject({ outcome: "put" });
});

it("knows its own write again when the answer was lost", async () => {
  await blobs.put(tenantA, "evidence/1", one);
  expect(await blobs.put(tenantA, "evidence/1", one)).toMatchObject({ outcome: "same" });
});

it("does not give out what was damaged", async () => {
  await blobs.put(tenantA, "evidence/1", one);
  const path = "tenant-a/evidence/1";
  const stored = stage.wire.objects.get(path);
  if (stored === undefined) throw new Error("Expected an object");
  stage.wire.objects.set(path, { ...stored, bytes: Buffer.from("two") });
  await expect(blobs.get(tenantA, "evidence/1")).rejects.toThrow("damaged");
});

describe("S3 refusing", () => {
  it.each([
    [503, "SlowDown", "s3_throttled"],
    [403, "AccessDenied", "s3_denied"],
    [404, "NoSuchBucket", "s3_missing"],
    [400, "KMS.DisabledException", "s3_unusable"],
    [500, "InternalError", "s3_unavailable"],
  ])("with %i %s is called %s", async (status, code, ours) => {
    stage.wire.refuseNext(status, code);
    const refused = blobs.put(tenantA, "evidence/1", one);
    await expect(refused).rejects.toMatchObject({ name: ours });
    await expect(refused).rejects.not.toThrow("secret details");
  });
});
