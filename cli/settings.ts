import type { Failure } from "#cli/command";
import { ask, findServer, type ServerWish } from "#cli/server";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { TenantSettings } from "#core/tenant/settings";

type Kept = { readonly settings: TenantSettings };

/**
 * Reads the settings, or changes them where a `change` is given: in the data folder, or over the server that runs
 * there.
 */
export const workOnSettings = async (
  server: ServerWish,
  change: TenantSettings | null,
): Promise<Result<Kept, Failure>> => {
  if (server.url !== undefined) return byServer(server, change);
  try {
    return await here(server, change);
  } catch (error) {
    const isRunning = error instanceof Error && "code" in error && error.code === "data_in_use";
    if (!isRunning) throw error;
    return byServer(server, change);
  }
};

const here = async (
  { data }: ServerWish,
  change: TenantSettings | null,
): Promise<Result<Kept, Failure>> => {
  const { settingsIn } = await import("#local/business");
  const done = await settingsIn(data ?? null, change);
  if (done.ok) return ok({ settings: done.value });
  const { variable, why, purpose } = done.refusal.details;
  return refuse({
    code: "configuration_invalid",
    message: `${variable} ${why}.`,
    advice: purpose,
  });
};

const byServer = async (
  server: ServerWish,
  change: TenantSettings | null,
): Promise<Result<Kept, Failure>> => {
  const found = findServer(server);
  if (!found.ok) return found;
  const path = "/v1/settings";
  const answer = await (change === null
    ? ask(found.value, { path })
    : ask(found.value, { method: "POST", path, body: change }));
  return answer.ok ? ok(answer.value as Kept) : answer;
};
