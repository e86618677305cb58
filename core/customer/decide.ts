import type { CustomerRefusal, CustomerWish } from "#core/customer/commands";
import type { CustomerEvent } from "#core/customer/events";
import { decideConsent } from "#core/customer/consent";
import { importContact } from "#core/customer/import";
import { isOverruled } from "#core/customer/last-words";
import { noteAppointment } from "#core/customer/note";
import { noteUnreachable } from "#core/customer/number";
import { type CustomerFacts, letBe, receiveText, settleText } from "#core/customer/receive";
import { riskNews } from "#core/customer/risk";
import { type CustomerState, evolveCustomer, initialCustomer } from "#core/customer/state";
import type { Decider } from "#core/kernel/decider";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { TaskEvent } from "#core/workflow/events";

type Happened = CustomerEvent | TaskEvent;
type Decision = Result<readonly Happened[], CustomerRefusal>;

export const customerDecider: Decider<
  CustomerState,
  CustomerWish,
  Happened,
  CustomerRefusal,
  CustomerFacts
> = {
  initial: initialCustomer,
  decide: (state, wish, facts) => decideCustomer(state, wish, facts),
  evolve: evolveCustomer,
};

/** Decides what becomes of a customer: their contact, their consent, and what they say by text. */
const decideCustomer = (
  state: CustomerState,
  wish: CustomerWish,
  facts: CustomerFacts,
): Decision => {
  switch (wish.kind) {
    case "note_appointment":
      return ok(noteAppointment(state, wish, facts.now));
    case "receive_text":
      return ok(receiveText(state, wish, facts));
    case "grant_consent":
    case "import_consent":
      // What would prove it is personal, and of theirs nothing is kept.
      return state.status === "erased"
        ? refuse({ code: "customer_erased" })
        : ok(decideConsent(state, wish, facts.now));
    case "withdraw_consent":
      return ok(decideConsent(state, wish, facts.now));
    case "settle_text":
      return ok(settleText(state, wish, facts));
    case "opt_out":
      return ok(optOut(state, wish));
    case "note_unreachable":
      return ok(noteUnreachable(state, wish));
    case "assess_risk":
      return isUnknown(state) ? refuse({ code: "customer_unknown" }) : ok(riskNews(state));
    case "import_contact":
      return importContact(state, wish, facts.now);
    case "erase":
      return erase(state);
    case "close_task":
      return ok(
        state.openTasks.includes(wish.task) ? [{ type: "task.closed", task: wish.task }] : [],
      );
  }
};

/** Who has asked for texts after a carrier refused one has the last word, however late the refusal is told. */
const optOut = (
  { optedOut, said }: CustomerState,
  { how, evidence, at }: Extract<CustomerWish, { kind: "opt_out" }>,
): readonly CustomerEvent[] =>
  optedOut || isOverruled(at, said.optIn)
    ? []
    : [{ type: "customer.opted_out", how: how ?? "operator", evidence }];

const isUnknown = ({ status, holdsPersonal, appointments }: CustomerState): boolean =>
  status === "unknown" && !holdsPersonal && Object.keys(appointments).length === 0;

/**
 * Somebody who has only ever texted has words stored too; so has one who texts after having been erased. What
 * people were to do about their words or their number is moot: nobody can read either any more.
 */
const erase = (state: CustomerState): Decision => {
  if (state.holdsPersonal)
    return ok([
      { type: "customer.erased" },
      ...letBe(state),
      ...state.openTasks.map(
        (task): TaskEvent => ({ type: "task.closed", task, why: "customer_erased" }),
      ),
    ]);
  return state.status === "erased" ? ok([]) : refuse({ code: "customer_unknown" });
};
