import { parseArgs } from "node:util";
import { type Command, document, exit, fail, type Failure, type Io, misused } from "#cli/command";
import { invokeOperation } from "#cli/stage";
import { type Result, refuse } from "#core/kernel/result";

export const command: Command = {
  name: "views rebuild",
  summary: "Fold all lists anew from the commits: the same rows, unless some were wrong",
  usage: `[--data FOLDER | --stage STAGE] [--json]

  --data FOLDER   data folder, instead of ARO_DATA; the server must not be running
  --stage STAGE   a stage on AWS, beside its running functions; takes the AWS CLI, and the right to invoke

Nothing else is touched, and nothing is sent. Interrupted, it leaves nothing wrong.
Ends with 2 where lists on AWS could not be brought to agree with the commits.`,
  run: async (args, io) => {
    const options = { data: { type: "string" }, stage: { type: "string" } } as const;
    const { data, stage } = parseArgs({ args: [...args], options }).values;
    if (stage === undefined) return inFolder(io, data);
    if (data !== undefined) return misused(io, "Cannot fold a folder and a stage at once.");
    if (!/^[a-z][a-z0-9-]*$/i.test(stage))
      return misused(io, `Cannot use --stage "${stage}": it is a name as in npx sst deploy.`);
    return onStage(io, stage);
  },
};

const inFolder = async (io: Io, named: string | undefined): Promise<number> => {
  const [{ dataFolder }, { rebuildFolder }] = await Promise.all([
    import("#local/backup"),
    import("#local/rebuild-folder"),
  ]);
  const tenants = await rebuildFolder(dataFolder(named), (done) =>
    io.progress({ what: "commits", done, of: null }),
  );
  if (io.isJson) document(io, { tenants });
  else
    for (const { tenant, commits } of tenants) io.out(`${tenant}: ${commits} commits folded anew.`);
  return exit.ok;
};

type Counts = Readonly<Record<"streams" | "rows" | "mended" | "removed" | "failed", number>>;

type HowFar = {
  readonly tenant: string | null;
  readonly state: "going_on" | "done" | "unsettled";
  readonly counts: Counts;
  readonly next: object | null;
};

type Answer = Result<HowFar, { readonly details: { readonly why: string } }>;

type Ended = Counts & { readonly tenant: string; readonly state: "done" | "unsettled" };

const onStage = async (io: Io, stage: string): Promise<number> => {
  const tenants: Ended[] = [];
  for (let event: object | null = {}; event !== null; ) {
    const answer = await further(stage, event);
    if (!answer.ok) return fail(io, answer.refusal);
    const { tenant, state, counts, next } = answer.value;
    io.progress({ what: "streams and rows", done: counts.streams + counts.rows, of: null });
    if (state !== "going_on" && tenant !== null) tenants.push({ tenant, state, ...counts });
    event = next;
  }
  return told(io, stage, tenants);
};

/** A call answers after less than a minute how far it is; what it answers is the next call's event. */
const further = async (stage: string, event: object): Promise<Result<HowFar, Failure>> => {
  const answered = await invokeOperation(stage, "rebuild", event);
  if (!answered.ok) return answered;
  const answer = answered.value as Answer;
  return answer.ok ? answer : refuse(refused(stage, answer.refusal.details.why));
};

const told = (io: Io, stage: string, tenants: readonly Ended[]): number => {
  if (io.isJson) document(io, { stage, tenants });
  else for (const ended of tenants) io.out(lineOf(ended));
  return tenants.every(({ state }) => state === "done") ? exit.ok : exit.verificationFailed;
};

const lineOf = ({ tenant, state, streams, rows, mended, removed, failed }: Ended): string => {
  const looked = `${tenant}: ${streams} streams folded anew, ${rows} rows looked at`;
  const done = `${mended} mended, ${removed} taken away`;
  return state === "done"
    ? `${looked}, ${done}.`
    : `${looked}, ${done}, ${failed} times a stream could not be folded. Not everything agrees: see the log.`;
};

const refused = (stage: string, why: string): Failure => ({
  code: "payload_invalid",
  message: `Stage "${stage}" refuses: ${why}.`,
  advice: "Is it of the same version as this program?",
});
