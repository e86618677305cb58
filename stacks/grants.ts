import type { FunctionName, QueueName, SecretName } from "./names.ts";

/** The kinds of streams there are: what stands before the slash of a stream's name. */
export type StreamKind =
  | "alias"
  | "appointment"
  | "budget"
  | "conservation"
  | "customer"
  | "intake"
  | "operator"
  | "run"
  | "sender"
  | "task"
  | "tenant";

/** What a function may do. Nobody may change or delete a commit, and nobody may scan a table. */
export type Grants = {
  /** It may read every stream, and append to streams of these kinds. */
  readonly appends: readonly StreamKind[];
  readonly reads: boolean;
  readonly views: "read" | "write" | null;
  /** It may change what the business has decided about itself; nobody else may. */
  readonly settles: boolean;
  /** It asks a provider something, and may write down whether there was an answer. */
  readonly asks: boolean;
  /** It may open doors, and give them new secrets. */
  readonly opens: boolean;
  /** It may change and take away rows of read models, and nothing else that stands beside them. */
  readonly rebuilds: boolean;
  /** It may read every commit and where it stands in the feed, and keep its own place there. */
  readonly checks: boolean;
  /** `destroy` also uses: only whoever does what an erasure asks for may. */
  readonly keys: "use" | "destroy" | null;
  readonly sends: readonly QueueName[];
  /** It may make, move and delete the schedules of the house. */
  readonly plans: boolean;
  /** It may ask which timers are due, of all tenants at once. */
  readonly sweeps: boolean;
  readonly secrets: readonly SecretName[];
  /** It may keep what was put aside, and change what was kept. */
  readonly letters: boolean;
};

const nothing: Grants = {
  appends: [],
  reads: false,
  views: null,
  settles: false,
  checks: false,
  rebuilds: false,
  opens: false,
  asks: false,
  keys: null,
  sends: [],
  plans: false,
  sweeps: false,
  secrets: [],
  letters: false,
};

const told: readonly StreamKind[] = [
  "alias",
  "appointment",
  "customer",
  "intake",
  "operator",
  "sender",
  "task",
];

/** A provider's word may make facts about visits and people. It never touches what the business has decided. */
const webhook: Grants = { ...nothing, appends: told, reads: true, views: "read", keys: "use" };

const worker: Grants = { ...webhook, views: "write" };

export const grants: Readonly<Record<FunctionName, Grants>> = {
  "http/calendly-webhook": { ...webhook, secrets: ["calendly"] },
  "http/calcom-webhook": { ...webhook, secrets: ["calcom"] },
  "http/acuity-webhook": { ...webhook, asks: true, secrets: ["acuity"] },
  "http/square-webhook": { ...webhook, asks: true, secrets: ["square"] },
  "http/twilio-inbound": { ...webhook, secrets: ["twilio"] },
  "http/twilio-status": { ...webhook, secrets: ["twilio"] },
  "http/ses-events": { ...webhook, secrets: ["ses"] },
  "http/stripe-webhook": { ...webhook, asks: true, secrets: ["stripe"] },
  // Whoever is sent a link may follow it: it writes down that they did, and asks nobody.
  "http/review-link": { ...webhook, appends: ["appointment"] },
  "http/synchronise": {
    ...webhook,
    asks: true,
    secrets: ["api", "calendly", "calcom", "acuity", "square"],
  },
  "http/api": {
    ...webhook,
    appends: [...told, "conservation", "tenant"],
    settles: true,
    secrets: ["api"],
    // Back go dead letters, to any of them.
    sends: ["executions", "classifications", "wakes", "given-back-react", "given-back-project"],
    letters: true,
  },
  "http/health": nothing,
  "streams/react": {
    ...worker,
    keys: "destroy",
    // What is due in a moment goes right into the queue, past the schedules.
    sends: ["executions", "classifications", "wakes"],
    plans: true,
  },
  "streams/project": { ...nothing, reads: true, views: "write", keys: "use" },
  "queues/execute": { ...worker, secrets: ["twilio", "ses", "stripe"] },
  "queues/classify": { ...worker, appends: [...told, "budget"], secrets: ["model"] },
  "queues/keep-letters": { ...nothing, views: "read", letters: true },
  "timers/wake": { ...worker, sends: ["wakes"], plans: true },
  "timers/sweep": {
    ...worker,
    appends: ["conservation"],
    sends: ["wakes"],
    plans: true,
    sweeps: true,
  },
  "operate/set-up": {
    ...nothing,
    views: "read",
    settles: true,
    opens: true,
    keys: "use",
    secrets: ["calendly", "calcom", "acuity", "square", "twilio", "ses", "stripe"],
  },
  // What is sealed it copies as it stands: it has no key.
  "operate/rebuild": { ...nothing, reads: true, rebuilds: true },
  "timers/nightly-risk": { ...worker, appends: ["customer", "run"] },
  // It can change nothing that it checks, and open nothing.
  "timers/check-chains": { ...nothing, checks: true },
};
