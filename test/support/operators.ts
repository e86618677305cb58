import { type OperatorCard, operatorStream } from "#core/operator/card";
import type { OperatorFacts } from "#core/operator/facts";
import type { OperatorId } from "#core/task/events";
import { zone } from "#test/support/zones";

/** A person of the front desk, who is texted of what matters and sleeps from eight to seven. */
export const sam: OperatorCard = {
  operator: "5".repeat(32) as OperatorId,
  name: "Sam Example",
  phone: "+14045550177",
  email: null,
  roles: ["front_desk"],
  notify: { high: "text", medium: "text", low: "dashboard" },
  quietHours: { from: "20:00", until: "07:00" },
};
export const samsStream = operatorStream(sam.operator);

/** What Sam's decisions may know, in a business of New York; only `sender-refused` wakes anybody. */
export const samsFacts = {
  stream: samsStream,
  card: sam,
  everyMs: 600_000,
  wakes: (kind) => kind === "sender-refused",
  zone: zone("America/New_York"),
  quietHours: { from: "20:00", until: "09:00" },
  business: "Riverside Clinic",
  pageOf: (task) => `https://aro.example/tasks/${task ?? ""}`,
} satisfies Partial<OperatorFacts>;
