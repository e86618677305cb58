import type { ASTNode } from "@marcbachmann/cel-js";
import type { NotedAnswer } from "#core/appointment/events";
import type { Appointment, AppointmentStatus } from "#core/appointment/state";
import type { DepositReason } from "#core/payment/deposit-rules";
import type { DepositStanding } from "#core/payment/state";
import type { RiskLevel } from "#core/risk/score";
import { nodesOf } from "#core/workflow/expression-rules";
import { pathOf } from "#core/workflow/expression-tree";

/** A fact (`appointment.status`, `steps.first.outcome`), and a word that stands beside it in its condition. */
export type Comparison = { readonly fact: string; readonly word: string; readonly offset: number };

export const comparisonsIn = (root: ASTNode): readonly Comparison[] =>
  [...nodesOf(root)].flatMap((node) => {
    const [fact, others] = comparedIn(node) ?? ["", []];
    return others.flatMap(({ op, args, start }) =>
      op === "value" && typeof args === "string" ? [{ fact, word: args, offset: start }] : [],
    );
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

const all = <Word extends string>(words: Record<Word, true>): readonly string[] =>
  Object.keys(words);

/** Facts that are one of so many words. */
export const wordsOfFacts: ReadonlyMap<string, readonly string[]> = new Map([
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
