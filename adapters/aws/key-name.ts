import { randomBytes } from "node:crypto";
import { canonical } from "#core/kernel/canonical";
import { sha256Hex } from "#core/kernel/hash";
import type { TenantId } from "#core/kernel/ids";
import { epochMs, fromEpochMs, type Instant } from "#core/kernel/time";

/** Whose key it is. */
export type KeyOwner = { readonly tenant: TenantId; readonly subject: string };

/** The length in front keeps tenant `a` with subject `bc` apart from tenant `ab` with subject `c`. */
export const nameOf = ({ tenant, subject }: KeyOwner): string =>
  `${tenant.length}:${tenant}${subject}`;

/**
 * A key's name: when it was made, chance, and a mark of its owner.
 *
 * A destroyed key leaves nothing behind, not even a row. The name in a sealed text must therefore tell by
 * itself whether the text is of this owner (then its key is gone) or was brought here from elsewhere. The mark
 * only tells those two apart; what protects a text is GCM.
 */
export const newKeyName = (owner: KeyOwner, now: Instant): string => {
  const made = epochMs(now).toString(36).padStart(timeLength, "0");
  const unmarked = `${made}${randomBytes(6).toString("hex")}`;
  return `${unmarked}${markOf(owner, unmarked)}`;
};

/** When the key was made; `null` where the name is none of this owner's. */
export const madeAt = (owner: KeyOwner, name: string): Instant | null => {
  const match = /^([0-9a-z]{9})[0-9a-f]{12}([0-9a-f]{8})$/.exec(name);
  const [, made = "", mark] = match ?? [];
  if (match === null || mark !== markOf(owner, name.slice(0, -8))) return null;
  return fromEpochMs(Number.parseInt(made, 36));
};

const timeLength = 9;

const markOf = ({ tenant, subject }: KeyOwner, unmarked: string): string =>
  sha256Hex(canonical(["key name", tenant, subject, unmarked])).slice(0, 8);
