import type { TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { poisonAside } from "#functions/aws-aside";
import type { AwsHouse } from "#functions/aws-house";
import { onBuried, onClock, onQueue, onStream, onWake } from "#functions/on-aws";
import { create as classify } from "#functions/queues/classify";
import { create as execute } from "#functions/queues/execute";
import { create as keepLetters } from "#functions/queues/keep-letters";
import { create as project } from "#functions/streams/project";
import { create as react } from "#functions/streams/react";
import { create as nightlyRisk } from "#functions/timers/nightly-risk";
import { create as sweep } from "#functions/timers/sweep";
import { create as wake } from "#functions/timers/wake";

import { apart } from "#test/simulation/aws/apart";
import type { Universe } from "#test/simulation/universe";

type Handler = (event: object, context: object) => Promise<unknown>;

/**
 * Every function that AWS calls by itself, behind the joint that production has, in one container; `functions/aws` puts
 * them together so, with adapters that ask a real AWS.
 */
export const handlersOf = (
  universe: Pick<Universe, "deps">,
  house: AwsHouse,
): Readonly<Record<string, Handler>> => {
  const open = async (): Promise<AwsHouse> => house;
  const all = {
    react: onStream(open, "react", {
      create: apart(universe, react, ofCommits),
      inTurn: poisonAside("react", apart(universe, react, ofCommits)),
    }),
    project: onStream(open, "project", {
      create: project,
      first: ({ sequence }, commits) => sequence(commits),
    }),
    execute: onQueue(
      open,
      "executions",
      apart(universe, execute, ({ tenant }) => tenant),
    ),
    classify: onQueue(
      open,
      "classifications",
      apart(universe, classify, ({ tenant }) => tenant),
    ),
    wake: onWake(
      open,
      apart(universe, wake, ({ tenant }) => tenant),
    ),
    sweep: onClock(open, "sweep.failed", sweep, ({ coming }) => coming.planAhead(mostPlanned)),
    night: onClock(open, "risk.night_failed", nightlyRisk),
    keep: onBuried(open, (deps, { letterRows: { keep }, tenants }) =>
      keepLetters({ ...deps, keep, ours: async () => (await tenants())[0] ?? deps.localTenant }),
    ),
  };
  return all as unknown as Readonly<Record<string, Handler>>;
};

const mostPlanned = 5_000;

const ofCommits = ([first]: readonly Commit[]): TenantId | null => first?.tenant ?? null;
