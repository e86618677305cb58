import * as z from "zod";
import { as, type TenantId } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { Endpoint } from "#core/ports/endpoints";
import type { TenantSettings } from "#core/tenant/settings";
import { settingsFrom, type SettingsInvalid } from "#core/tenant/settings-input";
import type { Deps } from "#functions/deps";
import type { Variables } from "#functions/env-ground";
import { aboutDoor, doorProviders, doorWith } from "#functions/provider-doors";

/** What setting up needs, and no other function has. */
export type SetUp = Pick<Deps, "log" | "saveSettings"> & {
  /** Makes the key under which all others of the tenant are wrapped, where there is none yet: no other function may. */
  readonly makeKey: (tenant: TenantId) => Promise<void>;
  readonly everyTenant: () => Promise<readonly TenantId[]>;
  readonly endpoints: {
    readonly ofTenant: (tenant: TenantId) => Promise<readonly Endpoint[]>;
    readonly put: (endpoint: Endpoint) => Promise<void>;
  };
  /** The program's own settings, and what the secrets of these names hold. */
  readonly variables: (secrets: readonly string[]) => Promise<Variables>;
};

type IsSetUp = {
  readonly tenant: TenantId;
  /** `left`: the business is there already, and has its own ways to change them. */
  readonly settings: "kept" | "left";
  readonly webhooks: readonly ReturnType<typeof aboutDoor>[];
};

/**
 * Makes the business of a stage and opens its doors; done again, it opens what is missing and takes new secrets. It
 * never touches the settings of a business that is there: an old file would take somebody's brake off.
 */
export const create =
  (deps: SetUp) =>
  async (input: unknown): Promise<Result<IsSetUp, SettingsInvalid>> => {
    const wish = wishFrom(input);
    if (!wish.ok) return wish;
    const { tenant, providers } = wish.value;
    const standing = await deps.everyTenant();
    if (standing.some((one) => one !== tenant))
      return invalid("tenant", "must be the business that this stage serves already");

    const isNew = standing.length === 0;
    const settings = isNew ? settingsIn(wish.value) : ok(null);
    if (!settings.ok) return settings;
    const variables = await deps.variables(providers);
    if (settings.value !== null) await deps.saveSettings(tenant, settings.value);
    await deps.makeKey(tenant);

    const webhooks = await opened(deps, { tenant, providers, variables });
    const told = { tenant, settings: isNew ? ("kept" as const) : ("left" as const) };
    // An address names its endpoint, which nobody else need know.
    deps.log.info("business.set_up", { ...told, providers: providers.join(" ") });
    return ok({ ...told, webhooks });
  };

const wished = z.strictObject({
  tenant: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, { error: "must be small letters, digits and dashes" }),
  settings: z.unknown().optional(),
  providers: z.array(z.enum(doorProviders)).max(doorProviders.length),
});

const wishFrom = (input: unknown): Result<Wished, SettingsInvalid> => {
  const parsed = wished.safeParse(input);
  if (parsed.success) return ok({ ...parsed.data, tenant: as<TenantId>(parsed.data.tenant) });
  const [issue] = parsed.error.issues;
  return invalid((issue?.path ?? []).join("."), issue?.message ?? "cannot be used");
};

type Wished = z.infer<typeof wished> & { readonly tenant: TenantId };

const settingsIn = ({ settings }: Wished): Result<TenantSettings, SettingsInvalid> => {
  const judged = settingsFrom(settings);
  if (judged.ok) return judged;
  const { path, why } = judged.refusal.details;
  return invalid(path === "" ? "settings" : `settings.${path}`, why);
};

const opened = async (
  { endpoints }: SetUp,
  {
    tenant,
    providers,
    variables,
  }: Pick<z.infer<typeof wished>, "providers"> & {
    readonly tenant: TenantId;
    readonly variables: Variables;
  },
): Promise<IsSetUp["webhooks"]> => {
  const publicUrl = variables["ARO_PUBLIC_URL"] ?? "";
  const existing = await endpoints.ofTenant(tenant);
  const webhooks: IsSetUp["webhooks"][number][] = [];
  for (const provider of new Set(providers)) {
    const found = existing.find((one) => one.provider === provider);
    const door = doorWith({ tenant, provider }, variables, found);
    if (JSON.stringify(door) !== JSON.stringify(found)) await endpoints.put(door);
    webhooks.push(aboutDoor(door, provider, { publicUrl, variables }));
  }
  return webhooks;
};

const invalid = (path: string, why: string) =>
  refuse({ code: "payload_invalid" as const, details: { path, why } });
