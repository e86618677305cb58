import type { Instant } from "#core/kernel/time";
import type { Journeys } from "#core/workflow/journeys";
import { type Run, type RunStatus, runStatus } from "#core/workflow/run";

/** Where one journey of an appointment stands, as operators are told: `id` is what they pause and resume it by. */
export type RunStanding = {
  readonly id: string;
  readonly journey: string;
  readonly version: number;
  readonly status: RunStatus;
  /** Why it ended, or is blocked; `null` where there is nothing to say. */
  readonly why: string | null;
  readonly startedAt: Instant;
};

/** The appointment's runs, those that have ended too, in the order in which they began. */
export const runsOf = ({ runs, executions }: Journeys): readonly RunStanding[] => {
  const retrying = new Set<string>(
    Object.values(executions).flatMap(({ execution, phase }) =>
      phase.status === "retrying" ? [execution] : [],
    ),
  );
  return Object.values<Run>(runs).map((run) => ({
    id: run.id,
    journey: run.slug,
    version: run.definition.version,
    status: runStatus(run, (execution) => retrying.has(execution)),
    why: run.end?.why ?? (run.hold === "blocked" ? "definition_missing" : null),
    startedAt: run.startedAt,
  }));
};
