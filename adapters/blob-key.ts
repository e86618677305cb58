import { createHash } from "node:crypto";
import { as, type Hex, type TenantId } from "#core/kernel/ids";

/**
 * `<tenant>/<key>`, where both are spelled so that no store can take one for another: not a file system without
 * capitals, and nobody by a name that climbs out of its room.
 */
export const blobPath = (tenant: TenantId, key: string): string => {
  if (!isName.test(tenant)) throw new Error(`Cannot keep a blob of tenant "${tenant}"`);
  if (key.length > 512 || !key.split("/").every((part) => isName.test(part)))
    throw new Error(`Cannot keep a blob named "${key}": a path of lower-case names is wanted`);
  return `${tenant}/${key}`;
};

const isName = /^[a-z0-9][a-z0-9._-]{0,127}$/;

export const sha256Of = (bytes: Uint8Array): Hex =>
  as(createHash("sha256").update(bytes).digest("hex"));
