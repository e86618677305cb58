import type { CustomerEvent } from "#core/customer/events";
import type { CustomerState } from "#core/customer/state";
import { assess, isSameRisk, type RiskAssessment } from "#core/risk/score";
import { historyOf } from "#core/risk/standing";

/** The customer's risk by what is known now, whether it has been recorded so or not. */
export const riskOf = ({ appointments }: Pick<CustomerState, "appointments">): RiskAssessment =>
  assess(historyOf(Object.values(appointments)));

/** A new assessment where it says something else than the recorded one. */
export const riskNews = (state: CustomerState): readonly CustomerEvent[] => {
  const now = riskOf(state);
  return isSameRisk(state.risk, now) ? [] : [{ type: "customer.risk_assessed", ...now }];
};
