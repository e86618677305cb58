import type { ASTNode } from "@marcbachmann/cel-js";
import type { NotedAnswer } from "#core/appointment/events";
import type { Appointment, AppointmentStatus } from "#core/appointment/state";
import type { DepositReason } from "#core/payment/deposit-rules";
import type { DepositStanding } from "#core/payment/state";
import type { RiskLevel } from "#core/risk/score";
import { nodesOf } from "#core/workflow/expression-rules";
import { pathOf } from "#core/workflow/expression-tree";
import { hint } from "#core/workflow/hint";

/**
 * Comparisons of a fact with a word that it can never be: `appointment.status == "boked"`. The language sees nothing
 * wrong with them, and what hangs on them would silently never happen, or always.
 */
export const strangeWords = (
  root: ASTNode,
): readonly { readonly offset: number; readonly message: string }[] =>
  [...nodesOf(root)].flatMap((node) => {
    const compared = comparedIn(node);
    if (compared === null) return [];
    const [fact, others] = compared;
    const words = wordsOf.get(fact);
    return words === undefined ? [] : others.flatMap((other) => strangeIn(other, fact, words));
  });

/** A fact, and what it is compared with; either may stand first. */
const comparedIn = (node: ASTNode): readonly [fact: string, others: readonly ASTNode[]] | null => {
  if (node.op === "in") return withFact(node.args[0], itemsOf(node.args[1]));
  if (node.op !== "==" && node.op !== "!=") return null;
  const [left, right] = node.args;
  return withFact(left, [right]) ?? withFact(right, [left]);
};

const withFact = (node: ASTNode, others: readonly ASTNode[]) => {
  const path = pathOf(node);
  return path === null ? null : ([path.join("."), others] as const);
};

const itemsOf = (list: ASTNode): readonly ASTNode[] => (list.op === "list" ? list.args : []);

const strangeIn = (node: ASTNode, fact: string, words: readonly string[]) => {
  if (node.op !== "value" || typeof node.args !== "string" || words.includes(node.args)) return [];
  const known = words.filter((word) => word !== "");
  const orEmpty = words.includes("") ? ", or empty" : "";
  const message = `Cannot compare "${fact}" with "${node.args.slice(0, 64)}": it is one of ${known.join(", ")}${orEmpty}${hint(node.args, known)}`;
  return [{ offset: node.start, message }];
};

const all = <Word extends string>(words: Record<Word, true>): readonly string[] =>
  Object.keys(words);

/** Facts that are one of so many words. */
const wordsOf: ReadonlyMap<string, readonly string[]> = new Map([
  [
    "appointment.status",
    all<AppointmentStatus>({
      booked: true,
      confirmed: true,
      rescheduled: true,
      in_progress: true,
      completed: true,
      no_show: true,
      cancelled: true,
    }),
  ],
  [
    "appointment.confirmed_by",
    all<NonNullable<Appointment["confirmedBy"]> | "">({
      customer: true,
      operator: true,
      payment: true,
      "": true,
    }),
  ],
  [
    "appointment.deposit",
    all<DepositStanding | "">({
      asked: true,
      pending: true,
      paid: true,
      other_amount: true,
      failed: true,
      refunded: true,
      "": true,
    }),
  ],
  [
    "appointment.answer",
    all<NotedAnswer | "">({ reschedule: true, cancel: true, after_visit: true, "": true }),
  ],
  ["customer.risk.level", all<RiskLevel>({ low: true, medium: true, high: true })],
  [
    "customer.deposit_because",
    all<DepositReason>({ everybody: true, service: true, risk: true, "": true }),
  ],
]);
