import { stateAfter } from "#core/app/handle-command";
import { appointmentStreamDecider, type AppointmentStreamEvent } from "#core/appointment/journeys";
import type { Execution } from "#core/execution/state";
import type { StreamName } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import type { Instant, Zone } from "#core/kernel/time";
import { isAfterVisit } from "#core/policy/purpose";
import { quietUntil } from "#core/policy/quiet-hours";
import { appointmentsView } from "#core/views/appointment-row";
import type { Stage } from "#local/demo-stage";
import { e164, type PlayedWeek } from "#local/demo-week";
import { riverside, tenant } from "#local/seed";

/** What the carrier says it took from us, seen from outside: its own list, not our records. */
type CarrierText = {
  readonly phone: string;
  readonly at: Instant;
  readonly body: string;
  readonly sid: string;
};

/** One appointment's stream, and every text that it ever asked for. */
export type History = {
  readonly stream: StreamName;
  readonly commits: readonly Commit[];
  readonly zone: Zone;
  readonly executions: readonly Execution[];
};

export const carrierTexts = ({ stage, parts }: PlayedWeek): readonly CarrierText[] =>
  [...new Set(parts.map(e164))].flatMap((phone) =>
    stage.carrier.phone
      .messages(phone)
      .filter(({ direction }) => direction === "outbound")
      .map(({ at, body, sid }) => ({ phone, at, body, sid })),
  );

const allOf = { from: "", to: "~", limit: 1_000 } as const;

export const histories = async (stage: Stage): Promise<readonly History[]> => {
  const { deps } = stage.house.composed;
  const wanted = { view: appointmentsView, index: "index1", ...allOf } as const;
  const items = await deps.views.range(tenant, wanted);
  return Promise.all(
    items.map(async ({ source: { stream } }) => {
      const { commits } = await deps.store.read(tenant, stream);
      const { domain, journeys } = stateAfter(appointmentStreamDecider, commits);
      const zone = domain.status === "none" ? riverside.zone : domain.zone;
      const executions = Object.values(journeys.executions);
      return { stream, commits, zone, executions: executions.filter(isText) };
    }),
  );
};

/** A link to pay is asked of somebody else than the carrier. */
const isText = ({ tool }: Execution): boolean => tool === "text.send";

export type Faults = {
  /** The same words to the same phone once more, or one text claimed by two executions. */
  readonly duplicates: number;
  /** Sent for a time that was no longer agreed, or after the visit had begun. */
  readonly stale: number;
  /** Texts that no appointment knows of. */
  readonly unasked: number;
  /** Reminders that reached somebody in the quiet hours of their own zone. */
  readonly atNight: number;
};

/** Counts what must never happen: the carrier's list on one side, the appointments' histories on the other. */
export const faultsIn = (texts: readonly CarrierText[], told: readonly History[]): Faults => {
  const claims = told.flatMap((history) =>
    history.executions.flatMap((execution) =>
      execution.phase.status === "sent" ? [{ sid: execution.phase.sid, execution, history }] : [],
    ),
  );
  const bySid = new Map(claims.map((claim) => [claim.sid, claim]));
  const streams = new Map<string, StreamName>(
    claims.map(({ sid, history }) => [sid, history.stream]),
  );
  // The same words may go twice where they are about two visits; what nobody asked for is about none of its own.
  const about = new Map<string, StreamName>(
    texts.flatMap(({ phone, body, sid }) => {
      const stream = streams.get(sid);
      return stream === undefined ? [] : [[`${phone} ${body}`, stream] as const];
    }),
  );
  const words = new Set(
    texts.map(({ phone, body, sid }) => {
      const spoken = `${phone} ${body}`;
      return `${spoken} ${streams.get(sid) ?? about.get(spoken)}`;
    }),
  );
  const claimed = texts.flatMap((text) => {
    const claim = bySid.get(text.sid);
    return claim === undefined ? [] : [{ ...claim, text }];
  });
  return {
    duplicates: texts.length - words.size + (claims.length - bySid.size),
    stale: claimed.filter(
      ({ text, execution, history }) =>
        !isAfterVisit(execution.purpose) && !isCurrent(history.commits, execution.plan, text.at),
    ).length,
    unasked: texts.length - claimed.length,
    atNight: claimed.filter(
      ({ text, execution, history }) =>
        !execution.reply && quietUntil(text.at, history.zone, riverside.quietHours) !== null,
    ).length,
  };
};

/** Whether that plan stood at that moment; what changed within the very same moment may count or not. */
const isCurrent = (commits: readonly Commit[], plan: number, at: Instant): boolean =>
  [commits.filter((commit) => commit.at < at), commits.filter((commit) => commit.at <= at)]
    .map(agreedIn)
    .some((agreed) => agreed !== null && agreed.plan === plan && at < agreed.start);

const agreedIn = (commits: readonly Commit[]): { plan: number; start: Instant } | null => {
  let agreed: { plan: number; start: Instant } | null = null;
  for (const event of commits.flatMap(({ events }) => events as AppointmentStreamEvent[])) {
    if (event.type === "appointment.booked") agreed = { plan: event.plan, start: event.start };
    if (event.type === "appointment.cancelled" || event.type === "appointment.moved_away")
      agreed = null;
  }
  return agreed;
};
