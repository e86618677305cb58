import { type DynamoDBClient, TransactionCanceledException } from "@aws-sdk/client-dynamodb";

/** What becomes of a question to the database. */
export type Fault =
  /** Refused, and nothing done. */
  | { readonly kind: "refused"; readonly name: string; readonly status?: number }
  /** Never reached it. */
  | { readonly kind: "unreachable" }
  /** Done, and then no answer. */
  | { readonly kind: "reply_lost" }
  /** Called a conflict, without a word about what stands there. */
  | { readonly kind: "conflict" }
  /** Done, and answered when the test says so. */
  | { readonly kind: "late"; readonly until: Promise<unknown> }
  /** A transaction that was not done, with what became of each of its parts. */
  | { readonly kind: "cancelled"; readonly codes: readonly string[] }
  /** Another answer than the database would give. */
  | { readonly kind: "answered"; readonly output: object }
  /** A batch of which only the first so many items are done. */
  | { readonly kind: "in_part"; readonly most: number };

export type Question = { readonly command: string; readonly input: Input };
type Input = Readonly<Record<string, unknown>>;
type Next = (args: { input: object }) => Promise<{ output: object; response: unknown }>;

/** Sits between an adapter and the wire: notes every question, and does to it what the test has planned. */
export const injectFaults = (client: DynamoDBClient) => {
  const questions: Question[] = [];
  const planned = new Map<string, (Fault | null)[]>();
  const middleware =
    (next: Next, context: { readonly commandName?: string }) =>
    async (args: { input: object }): Promise<{ output: object; response: unknown }> => {
      const command = (context.commandName ?? "").replace("Command", "");
      questions.push({ command, input: args.input as Input });
      const fault = planned.get(command)?.shift() ?? null;
      return fault === null ? next(args) : suffer(fault, next, args);
    };
  client.middlewareStack.add(middleware as never, { step: "initialize", name: "faults" });

  return {
    questions,
    /** How often it was asked what, in order. */
    commands: () => questions.map(({ command }) => command),
    forget: () => void questions.splice(0),
    /** The next questions of this kind (`PutItem`) suffer these faults, one each; `null` for none. */
    plan: (command: string, ...faults: readonly (Fault | null)[]) =>
      void planned.set(command, [...(planned.get(command) ?? []), ...faults]),
    clear: () => planned.clear(),
  };
};

export type Faults = ReturnType<typeof injectFaults>;

const suffer = async (fault: Fault, next: Next, args: { input: object }) => {
  switch (fault.kind) {
    case "refused":
      throw failure(fault.name, fault.status ?? 400);
    case "unreachable":
      throw Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
    case "reply_lost":
      // What it answered, be it a refusal, is lost.
      await next(args).catch(() => undefined);
      throw Object.assign(new Error("socket hang up"), {
        code: "ECONNRESET",
        name: "TimeoutError",
      });
    case "late": {
      const answer = await next(args);
      await fault.until;
      return answer;
    }
    case "conflict":
      throw failure("ConditionalCheckFailedException", 400);
    case "cancelled":
      throw new TransactionCanceledException({
        message: "secret details",
        $metadata: { httpStatusCode: 400 },
        CancellationReasons: fault.codes.map((Code) => ({ Code })),
      });
    case "answered":
      return { output: { $metadata: {}, ...fault.output }, response: {} };
    case "in_part":
      return inPart(next, args.input as { RequestItems: Batch }, fault.most);
  }
};

type Keys = { readonly Keys: readonly object[] };
type Batch = Readonly<Record<string, Keys | readonly object[]>>;

const inPart = async (
  next: Next,
  { RequestItems: items }: { readonly RequestItems: Batch },
  most: number,
) => {
  const [table = "", asked = []] = Object.entries(items)[0] ?? [];
  const isWrite = !("Keys" in asked);
  const all = isWrite ? asked : asked.Keys;
  const batchOf = (some: readonly object[]): Partial<Batch> =>
    some.length === 0 ? {} : { [table]: isWrite ? some : { ...asked, Keys: some } };
  const { output, response } =
    most === 0
      ? { output: { $metadata: {} }, response: {} }
      : await next({ input: { RequestItems: batchOf(all.slice(0, most)) } });
  const left = { [isWrite ? "UnprocessedItems" : "UnprocessedKeys"]: batchOf(all.slice(most)) };
  return { output: { ...output, ...left }, response };
};

/** As the SDK would report it, with a text that nobody should repeat. */
const failure = (name: string, status: number): Error =>
  Object.assign(new Error("secret details"), { name, $metadata: { httpStatusCode: status } });
