import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Command, document, exit, fail, misused } from "#cli/command";
import { workOnSettings } from "#cli/settings";
import { serverOptions, serverUsage } from "#cli/server";
import { type Result, refuse } from "#core/kernel/result";
import { type SettingsChange, settingsChangeFrom } from "#core/tenant/settings-input";

export const command: Command = {
  name: "settings set",
  summary: "Replace what the business has decided about itself",
  usage: `FILE.json [--url URL --token TOKEN] [--data FOLDER]

  FILE.json  as aro settings show prints it. What it leaves out is left out from now on;
             with its version, only if nobody has changed the settings since
${serverUsage}`,
  run: async (args, io) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: serverOptions,
      allowPositionals: true,
    });
    const [path, ...more] = positionals;
    if (path === undefined || more.length > 0)
      return misused(
        io,
        "Cannot change settings: give one file, as in aro settings set clinic.json",
      );

    const change = changeIn(path);
    if (!change.ok) return misused(io, change.refusal);
    const kept = await workOnSettings(values, change.value);
    if (!kept.ok) return fail(io, kept.refusal);
    if (io.isJson) document(io, kept.value);
    else io.out(kept.value.settings.onHold === true ? stillOnHold : "The settings are kept.");
    return exit.ok;
  },
};

const stillOnHold = "The settings are kept. The business is on hold: nothing is sent.";

/** What stands in the file, or what is wrong with it. */
const changeIn = (path: string): Result<SettingsChange, string> => {
  let written: unknown;
  try {
    written = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return refuse(`Cannot read "${path}": it is no file, or it does not hold JSON.`);
  }
  const judged = settingsChangeFrom(written);
  if (judged.ok) return judged;
  const { path: where, why } = judged.refusal.details;
  return refuse(`Cannot use "${path}": ${where === "" ? "it" : where} ${why}.`);
};
