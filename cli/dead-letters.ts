import { randomUUID } from "node:crypto";
import { exit, fail, type Failure, document, type Io } from "#cli/command";
import { ask, type Server } from "#cli/server";
import { ok, type Result } from "#core/kernel/result";

export type Letter = {
  readonly id: string;
  readonly queue: string;
  readonly attempts: number;
  readonly why: string;
  /** `null` where nobody can read it. */
  readonly body: Readonly<Record<string, unknown>> | null;
  readonly archived: { readonly at: string; readonly by: string } | null;
};

type Page = { readonly deadLetters: readonly Letter[]; readonly next: string | null };

/** As many as the server gives at a time. */
const atOnce = 500;

/** All that is on the list now, page by page. */
export const allLetters = async (
  server: Server,
  isArchived: boolean,
): Promise<Result<readonly Letter[], Failure>> => {
  const letters: Letter[] = [];
  for (let after: string | null = ""; after !== null; ) {
    const query = `limit=${atOnce}&archived=${isArchived}${after === "" ? "" : `&after=${after}`}`;
    const answer = await ask(server, { path: `/v1/dead-letters?${query}` });
    if (!answer.ok) return answer;
    const page = answer.value as Page;
    letters.push(...page.deadLetters);
    after = page.next;
  }
  return ok(letters);
};

/** Of an archived letter, who has looked; nothing of another. */
export const archivedWords = ({ archived }: Letter): string =>
  archived === null ? "" : `archived ${archived.at} by ${archived.by}`;

export const isLetterId = (id: string): boolean => /^\d{1,15}$/.test(id);

type Done = { readonly id: string; readonly outcome: string };

/**
 * Wishes the same of each letter, one after the other: whoever is interrupted asks for the rest again. An id that
 * is no dead letter does not keep the others waiting.
 */
export const wishOfEach = async (
  server: Server,
  ids: readonly string[],
  { verb, body = {} }: { readonly verb: "replay" | "archive"; readonly body?: object },
): Promise<Result<readonly Done[], Failure>> => {
  const done: Done[] = [];
  for (const id of ids) {
    const path = `/v1/dead-letters/${id}/${verb}`;
    const idempotencyKey = `dlq-${randomUUID()}`;
    const answer = await ask(server, { method: "POST", path, idempotencyKey, body });
    if (answer.ok) done.push({ id, ...(answer.value as { readonly outcome: string }) });
    else if (answer.refusal.code === "not_found") done.push({ id, outcome: "not_found" });
    else return answer;
  }
  return ok(done);
};

/** Tells what became of each, and that some are none. */
export const tellDone = (
  io: Io,
  done: readonly Done[],
  { name, words }: { readonly name: string; readonly words: Readonly<Record<string, string>> },
): number => {
  const missing = done.filter(({ outcome }) => outcome === "not_found").map(({ id }) => id);
  if (io.isJson) {
    document(io, { [name]: done });
    return missing.length === 0 ? exit.ok : exit.failure;
  }
  if (done.length === 0) io.out("Nothing was put aside.");
  for (const { id, outcome } of done)
    if (outcome !== "not_found") io.out(`${id}   ${words[outcome] ?? outcome}`);
  if (missing.length === 0) return exit.ok;
  return fail(io, {
    code: "not_found",
    message: `Cannot find ${missing.join(", ")}: nothing of that id was put aside.`,
    advice: "aro dlq list shows what was, aro dlq list --archived what somebody has looked at.",
  });
};
