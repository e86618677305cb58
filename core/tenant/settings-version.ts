import { canonical } from "#core/kernel/canonical";
import { sha256Hex } from "#core/kernel/hash";
import type { TenantSettings } from "#core/tenant/settings";

/** Another text as soon as the settings say something else; whoever changes them names what they have read. */
export const settingsVersion = (settings: TenantSettings): string =>
  sha256Hex(canonical(settings)).slice(0, 16);
