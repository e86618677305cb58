import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Failure } from "#cli/command";
import { ok, type Result, refuse } from "#core/kernel/result";

/**
 * Invokes an operation of a stage on AWS, by the AWS CLI of whoever sits here: it knows who they are, by whichever way
 * they sign in, and IAM says what they may. Where traffic moves in steps, the version that is live is called.
 */
export const invokeOperation = async (
  stage: string,
  operation: string,
  event: unknown,
): Promise<Result<unknown, Failure>> => {
  const isShared = stage === "production" || stage === "staging";
  const name = `aro-${stage}-operate-${operation}${isShared ? ":live" : ""}`;
  const folder = mkdtempSync(join(tmpdir(), "aro-operation-"));
  try {
    const answer = join(folder, "answer.json");
    const payload = JSON.stringify(event);
    const { stdout } = await promisify(execFile)("aws", [
      ...`lambda invoke --function-name ${name} --output json ${patience}`.split(" "),
      "--payload",
      payload,
      answer,
    ]);
    const told = JSON.parse(readFileSync(answer, "utf8")) as unknown;
    const failed = (JSON.parse(stdout) as { readonly FunctionError?: string }).FunctionError;
    return failed === undefined ? ok(told) : refuse(thrown(name, told));
  } catch (error) {
    return refuse(unanswered(name, error));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The same asked twice would do no harm; but the CLI shall wait for the first answer. */
const patience = "--cli-binary-format raw-in-base64-out --cli-read-timeout 300";

const thrown = (name: string, told: unknown): Failure => {
  const { errorType = "unknown" } = (told ?? {}) as { readonly errorType?: string };
  return {
    code: "internal",
    message: `Cannot go on: "${name}" has thrown ${errorType}.`,
    advice: "Its log says more: docs/operating/aws-logs.md. The same again does no harm.",
  };
};

const unanswered = (name: string, error: unknown): Failure => {
  const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
  const said = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
  return {
    code: "server_unreachable",
    message: isMissing
      ? `Cannot invoke "${name}": the AWS CLI (aws) is not installed.`
      : `Cannot invoke "${name}": ${said.trim().split("\n").at(-1)}`,
    advice:
      "aws sts get-caller-identity tells who you are; docs/operating/deploying.md, what is needed.",
  };
};
