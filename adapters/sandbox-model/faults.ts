/**
 * What the sandbox model may do to one question. `garbage` is no JSON at all; `wrong-schema` is JSON that no
 * chat server sends; `slow` answers after `slowMs`; `reset` breaks the connection in the middle.
 */
export type ModelFault =
  | "none"
  | "garbage"
  | "wrong-schema"
  | "no-choices"
  | "endless"
  | "slow"
  | "reset"
  | "http-401"
  | "http-400"
  | "http-429"
  | "http-500"
  | "http-503";

export const statusOfFault = (fault: ModelFault): number | null =>
  fault.startsWith("http-") ? Number(fault.slice("http-".length)) : null;

/** What stands in the place of an answer; `null` where the answer itself is to stand there. */
export const bodyOfFault = (fault: ModelFault): string | null => bodies.get(fault) ?? null;

const bodies: ReadonlyMap<ModelFault, string> = new Map([
  ["garbage", "<html><body>Welcome to the hotel network</body></html>"],
  ["wrong-schema", JSON.stringify({ answer: "confirm", ok: true })],
  ["no-choices", JSON.stringify({ choices: [], output: {}, usage: null })],
  [
    "endless",
    JSON.stringify({
      padding: "x".repeat(1_000_000),
      choices: [{ message: { content: '{"intent":"confirm","confidence":1}' } }],
    }),
  ],
]);
