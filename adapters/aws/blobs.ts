import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { awsFailure, calling, errorNameOf } from "#adapters/aws/failures";
import { blobPath, sha256Of } from "#adapters/blob-key";
import type { Hex } from "#core/kernel/ids";
import type { Blobs } from "#core/ports/blobs";

type BlobsDeps = {
  readonly s3: S3Client;
  readonly bucket: string;
  /** The stage's key under which the objects are encrypted. */
  readonly kmsKeyId: string;
};

/** Objects in S3, encrypted under the stage's key, written only where none is (`If-None-Match: *`). */
export const createBlobs = (deps: BlobsDeps): Blobs => {
  const { s3, bucket } = deps;
  return {
    put: async (tenant, key, bytes) => {
      const path = blobPath(tenant, key);
      const sha256 = sha256Of(bytes);
      for (let tries = 0; tries < mostTries; tries += 1) {
        const place = { path, bytes, sha256 };
        if (await calling("s3", () => writeOnce(deps, place))) return { outcome: "put", sha256 };
        const standing = await calling("s3", () => standingHash(deps, path));
        if (standing !== null) return { outcome: standing === sha256 ? "same" : "taken", sha256 };
      }
      throw awsFailure("s3", "unavailable", "somebody writes and deletes the same key");
    },

    get: async (tenant, key) => {
      const Key = blobPath(tenant, key);
      const found = await calling("s3", () =>
        orNull(async () => {
          const { Body, Metadata } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
          const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
          return { bytes, sha256: Metadata?.["sha256"] as Hex };
        }),
      );
      if (found !== null && sha256Of(found.bytes) !== found.sha256)
        throw new Error(`Cannot read "${Key}": it is damaged`);
      return found;
    },

    list: async (tenant, prefix) => {
      const room = blobPath(tenant, "any").slice(0, -"any".length);
      const keys: string[] = [];
      let token: string | undefined;
      do {
        const page = await calling("s3", () =>
          s3.send(
            new ListObjectsV2Command({
              Bucket: bucket,
              Prefix: `${room}${prefix}`,
              ...(token !== undefined && { ContinuationToken: token }),
            }),
          ),
        );
        for (const { Key = "" } of page.Contents ?? []) keys.push(Key.slice(room.length));
        token = page.NextContinuationToken;
      } while (token !== undefined);
      return keys;
    },

    delete: async (tenant, key) => {
      const Key = blobPath(tenant, key);
      await calling("s3", () => s3.send(new DeleteObjectCommand({ Bucket: bucket, Key })));
    },
  };
};

const mostTries = 3;

const writeOnce = async (
  { s3, bucket, kmsKeyId }: BlobsDeps,
  { path, bytes, sha256 }: { readonly path: string; readonly bytes: Uint8Array; sha256: Hex },
): Promise<boolean> => {
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: path,
        Body: bytes,
        IfNoneMatch: "*",
        ChecksumSHA256: Buffer.from(sha256, "hex").toString("base64"), // S3 refuses other bytes.
        Metadata: { sha256 },
        ContentType: "application/octet-stream",
        ServerSideEncryption: "aws:kms",
        SSEKMSKeyId: kmsKeyId,
        BucketKeyEnabled: true, // One call of KMS for many objects.
      }),
    );
    return true;
  } catch (error) {
    if (isTaken.has(errorNameOf(error))) return false;
    throw error;
  }
};

/** There is one; or another write was under way, and one of the two has won. */
const isTaken: ReadonlySet<string> = new Set(["PreconditionFailed", "ConditionalRequestConflict"]);

const standingHash = ({ s3, bucket }: BlobsDeps, path: string): Promise<string | null> =>
  orNull(async () => {
    const { Metadata } = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: path }));
    return Metadata?.["sha256"] ?? "";
  });

const orNull = async <T>(call: () => Promise<T>): Promise<T | null> => {
  try {
    return await call();
  } catch (error) {
    if (["NoSuchKey", "NotFound"].includes(errorNameOf(error))) return null;
    throw error;
  }
};
