import type { Json } from "#core/kernel/canonical";
import type { Hex } from "#core/kernel/ids";
import type { Result } from "#core/kernel/result";
import type { Instant } from "#core/kernel/time";

/**
 * A workflow as data, already validated.
 *
 * - **definition**: what shall happen around an appointment, as its owner wrote it in YAML.
 * - **trigger**: what starts a run of it.
 * - **step**: one node; it begins when every step it `needs` is done and its `if` holds.
 * - **action**: what the step does: use a tool, wait, await an event, choose between steps.
 */
export type Definition = {
  readonly slug: string;
  readonly version: number;
  readonly title: string;
  readonly owner: string;
  /** The higher goes first; 0 where the owner says nothing. */
  readonly priority: number;
  /** SHA-256 over the RFC 8785 text of the document: a run pins it. Comments and layout do not count. */
  readonly hash: Hex;
  readonly on: Trigger;
  /** Asked once, when the trigger fires. */
  readonly if: Expression<"bool"> | null;
  /** Event types that end the run early, with the event type as the reason. */
  readonly until: readonly string[];
  readonly steps: readonly Step[];
};

export type Trigger =
  | { readonly kind: "event"; readonly events: readonly string[] }
  | { readonly kind: "time"; readonly at: Expression<"timestamp"> }
  | {
      readonly kind: "cron";
      readonly pattern: string;
      readonly zone: Expression<"string"> | null;
      /** When it comes next in a zone, and `null` where it never does. */
      readonly next: (zone: string, after: Instant) => Instant | null;
    }
  | {
      readonly kind: "pattern";
      /** May end in `.*`, which stands for every event of that family. */
      readonly event: string;
      readonly times: number;
      readonly withinMs: number;
    };

export type Step = {
  readonly id: string;
  readonly needs: readonly string[];
  readonly if: Expression<"bool"> | null;
  readonly do: Action;
};

export type Action =
  | {
      readonly kind: "use";
      readonly tool: string;
      readonly with: Readonly<Record<string, Json>>;
      readonly retry: RetryPolicy;
      /** How long after its moment the action is still useful; `null` where it always is. */
      readonly staleAfterMs: number | null;
    }
  | { readonly kind: "wait"; readonly until: Expression<"timestamp"> | Expression<"duration"> }
  | { readonly kind: "await"; readonly events: readonly string[]; readonly timeoutMs: number }
  | { readonly kind: "choose"; readonly options: readonly Option[] };

/** The first option whose `when` holds (or that has none) is taken; the steps of the others are skipped. */
export type Option = { readonly when: Expression<"bool"> | null; readonly then: string };

export type RetryPolicy = {
  /** How often in all, the first try included. */
  readonly attempts: number;
  readonly firstMs: number;
  readonly maxMs: number;
  readonly factor: number;
};

/** A condition or a time as its owner wrote it, parsed and type-checked once, evaluated often. */
export type Expression<T extends ExpressionType = ExpressionType> = {
  /** Whether it looks at a clock on a wall, so that the version of the zones counts. */
  readonly byWallClock: boolean;
  readonly source: string;
  readonly type: T;
  readonly evaluate: (context: ExpressionContext) => Result<ExpressionValue[T], ExpressionFailed>;
};

export type ExpressionType = keyof ExpressionValue;

/** What an expression of each type comes to; a duration is in milliseconds. */
export type ExpressionValue = {
  readonly bool: boolean;
  readonly timestamp: Instant;
  readonly duration: number;
  readonly string: string;
};

/** The expression is well-formed, but not for these facts: `steps["reminder"]` of a step that never began. */
export type ExpressionFailed = {
  readonly code: "expression_failed";
  readonly details: { readonly expression: string; readonly why: string };
};

export type ExpressionContext = {
  readonly now: Instant;
  readonly appointment: AppointmentInExpressions;
  /** As it was when the run began; left out where nothing is known. */
  readonly customer?: CustomerInExpressions;
  readonly steps: Readonly<Record<string, { readonly outcome: string }>>;
};

/** What an expression may know of the customer: what their appointments so far add up to. */
export type CustomerInExpressions = {
  /** 0 to 100, and `low`, `medium` or `high`. */
  readonly risk: { readonly score: number; readonly level: string };
  readonly no_shows: number;
  /** Why a deposit is asked of them for this visit: `everybody`, `service` or `risk`; left out where none is. */
  readonly deposit_because?: string;
};

/** What an expression may know of an appointment. No name and no number: a condition cannot leak one. */
export type AppointmentInExpressions = {
  readonly status: string;
  readonly start: Instant;
  readonly end: Instant;
  readonly zone: string;
  /** 1 for the first booking; each reschedule makes the next plan. */
  readonly plan: number;
  readonly reachable: boolean;
  readonly booked_at: Instant;
  /** `customer`, `operator`, `payment`; empty while nobody has. */
  readonly confirmed_by: string;
  /** `asked`, `pending`, `paid`, `other_amount`, `failed`, `refunded`: of the newest; empty where none was asked. */
  readonly deposit: string;
  /** Whose it is has been erased since. */
  readonly erased?: boolean;
  /** Somebody has followed the link of the text that asked for a review. */
  readonly review_opened?: boolean;
  /** What the customer has answered last: `reschedule`, `cancel`, `after_visit`; empty while nothing, and after a yes. */
  readonly answer?: string;
};
