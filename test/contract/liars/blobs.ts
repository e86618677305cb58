import type { Blobs } from "#core/ports/blobs";
import { blobsContract } from "#test/contract/blobs";
import { liarsOf, lying } from "#test/contract/liars/liar";
import { tenantA } from "#test/support/sample-commits";

const lie = lying<Blobs>(({ blobs }) => blobs);

export const blobsLiars = liarsOf(blobsContract, [
  lie(
    "reads texts, not bytes",
    (blobs) => ({
      ...blobs,
      put: (tenant, key, bytes) =>
        blobs.put(tenant, key, Buffer.from(Buffer.from(bytes).toString().replaceAll("\0", ""))),
    }),
    "gives back what was put, with its hash",
  ),
  lie(
    "does not keep what is empty",
    (blobs) => ({
      ...blobs,
      get: async (tenant, key) => {
        const blob = await blobs.get(tenant, key);
        return blob?.bytes.length === 0 ? null : blob;
      },
    }),
    "keeps an empty one, too",
  ),
  lie(
    "has something under every key",
    (blobs) => ({
      ...blobs,
      get: async (tenant, key) =>
        (await blobs.get(tenant, key)) ?? { bytes: new Uint8Array(), sha256: "" as never },
    }),
    "gives nothing under a key that has none",
    "forgets what is deleted, and has room for it anew",
  ),
  lie(
    "writes over what is there",
    (blobs) => ({
      ...blobs,
      put: async (tenant, key, bytes) => {
        await blobs.delete(tenant, key);
        return blobs.put(tenant, key, bytes);
      },
    }),
    "says so when the very same is put again",
    "leaves what is there when something else is put in its place",
  ),
  lie(
    "looks first and writes then",
    (blobs) => ({
      ...blobs,
      put: async (tenant, key, bytes) => {
        const standing = await blobs.get(tenant, key);
        if (standing !== null) return blobs.put(tenant, key, bytes);
        await blobs.delete(tenant, key);
        const put = await blobs.put(tenant, key, bytes);
        return { ...put, outcome: "put" };
      },
    }),
    "lets one of two win that put at the same time",
  ),
  lie(
    "lists in no order",
    (blobs) => ({
      ...blobs,
      list: async (tenant, prefix) => (await blobs.list(tenant, prefix)).toReversed(),
    }),
    "lists the keys that begin so, in order, also one that lies under another",
  ),
  lie(
    "lists by folders alone",
    (blobs) => ({
      ...blobs,
      list: async (tenant, prefix) =>
        prefix === "" || prefix.endsWith("/") ? blobs.list(tenant, prefix) : [],
    }),
    "lists the keys that begin so, in order, also one that lies under another",
  ),
  lie(
    "deletes nothing",
    (blobs) => ({ ...blobs, delete: async () => undefined }),
    "forgets what is deleted, and has room for it anew",
  ),
  lie(
    "has one room for all",
    (blobs) => ({
      put: (_, key, bytes) => blobs.put(tenantA, key, bytes),
      get: (_, key) => blobs.get(tenantA, key),
      list: (_, prefix) => blobs.list(tenantA, prefix),
      delete: (_, key) => blobs.delete(tenantA, key),
    }),
    "keeps tenants apart",
  ),
  lie(
    "takes any name",
    (blobs) => ({
      ...blobs,
      put: (tenant, key, bytes) =>
        blobs.put(tenant, key.replaceAll(/[^a-z0-9]/g, "") || "nameless", bytes),
    }),
    "refuses names that could be taken for others, or climb out of the tenant's room",
  ),
]);
