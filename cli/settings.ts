import type { Failure } from "#cli/command";
import { ask, findServer, type ServerWish } from "#cli/server";
import { errorCodes } from "#core/kernel/errors";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { TenantSettings } from "#core/tenant/settings";
import type { SettingsChange } from "#core/tenant/settings-input";
import { settingsVersion } from "#core/tenant/settings-version";

type Kept = { readonly settings: TenantSettings; readonly version: string };

/**
 * Reads the settings, or changes them where a `change` is given: in the data folder, or over the server that runs
 * there.
 */
export const workOnSettings = async (
  server: ServerWish,
  change: SettingsChange | null,
): Promise<Result<Kept, Failure>> => {
  const worked = await whereverTheyAre(server, change);
  return worked.ok || worked.refusal.code !== "settings_changed"
    ? worked
    : refuse({ ...worked.refusal, advice: whatToDo });
};

const whatToDo =
  "aro settings show prints them as they are now. A file without its version replaces whatever is there.";

const whereverTheyAre = async (
  server: ServerWish,
  change: SettingsChange | null,
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
  change: SettingsChange | null,
): Promise<Result<Kept, Failure>> => {
  const { settingsIn } = await import("#local/business");
  const done = await settingsIn(data ?? null, change);
  if (done.ok) return ok({ settings: done.value, version: settingsVersion(done.value) });
  const { refusal } = done;
  if (refusal.code === "settings_changed")
    return refuse({ code: refusal.code, message: errorCodes[refusal.code].message });
  const { variable, why, purpose } = refusal.details;
  return refuse({
    code: "configuration_invalid",
    message: `${variable} ${why}.`,
    advice: purpose,
  });
};

const byServer = async (
  server: ServerWish,
  change: SettingsChange | null,
): Promise<Result<Kept, Failure>> => {
  const found = findServer(server);
  if (!found.ok) return found;
  const path = "/v1/settings";
  const answer = await (change === null
    ? ask(found.value, { path })
    : ask(found.value, { method: "POST", path, body: written(change) }));
  return answer.ok ? ok(answer.value as Kept) : answer;
};

/** As it stands in a file, and in a request. */
const written = ({ settings, version }: SettingsChange): object =>
  version === null ? settings : { version, ...settings };
