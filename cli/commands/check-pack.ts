import { parseArgs } from "node:util";
import { type Command, document, exit, fail, misused } from "#cli/command";

export const command: Command = {
  name: "check-pack",
  summary: "Check the folder of a profile pack: journeys, texts, rules",
  usage: `FOLDER [--json]

Tells every problem with its file, line and column, and ends with 6 if there is one.`,
  run: async (args, io) => {
    const { positionals } = parseArgs({ args: [...args], allowPositionals: true });
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0)
      return misused(
        io,
        "Cannot check: name one folder.",
        "For example: aro check-pack core/profiles/healthcare",
      );

    const { checkPack } = await import("#local/check-pack");
    const checked = await checkPack(folder);
    if (checked === null)
      return fail(io, {
        code: "definition_invalid",
        message: `Cannot read "${folder}": it is no folder, or a file in it is no text.`,
        exit: exit.invalidInput,
      });
    const { problems, journeys, templates } = checked;
    if (io.isJson)
      document(io, { folder, ok: problems.length === 0, problems, journeys, templates });
    else if (problems.length === 0)
      io.out(
        `${folder}: ${journeys.length} journeys and ${templates.length} texts, and nothing wrong.`,
      );
    else for (const { place, message } of problems) io.out(`${place}: ${message}`);
    return problems.length === 0 ? exit.ok : exit.invalidInput;
  },
};
