import { type App, appointmentFacts } from "#core/app/app";
import { type Admission, admit, wayNow } from "#core/app/breaker";
import { decideExecution } from "#core/appointment/send";
import type { Recipient } from "#core/execution/commands";
import { type ExecutionEvent, isText } from "#core/execution/events";
import type { ExecutionId, StreamName, TenantId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";
import type { Outage, Provider, Way } from "#core/policy/breaker";
import type { TextToSend } from "#core/policy/last-look";
import { isItsTurn, laneOf, type Pace } from "#core/policy/pacing";

/** How something may go out: under which pass, and if not now, when its turn is or who is down. */
export type Turn = Admission & {
  /** When its turn is in the line; `null` where it need not stand there. */
  readonly slot: Instant | null;
  readonly outage: Outage | null;
};

type Job = {
  readonly tenant: TenantId;
  readonly stream: StreamName;
  readonly execution: ExecutionId;
  readonly token: number;
};

/**
 * The turn of what is to go out: past the breaker of whoever carries it, and then into the line before them.
 *
 * A place is taken only for what would go now if it were alone, so the decision is rehearsed first. Who waits for
 * a provider that is down takes no place, and who has to wait for their place is not the probe. An answer to the
 * customer takes a place as well, and does not wait for it: somebody has the phone in their hand.
 */
export const turnFor = async (
  app: App,
  job: Job,
  text: TextToSend,
  recipient: Recipient,
): Promise<Turn> => {
  const { tenant, execution, token } = job;
  const asker = { tenant, provider: providerOf(text), by: `${execution}:${token}` };
  const free: Turn = { asker, pass: { kind: "free" }, slot: null, outage: null };
  const way = await wayNow(app, asker);
  const pace = await paceFor(app, tenant, text);
  if (way.kind === "free" && pace === null) return free;
  if (way.kind === "wait") return { ...free, outage: way };

  const intended = await rehearsed(app, job, text, recipient);
  if (intended === undefined) return { ...free, outage: outageIfItWent(app, way) };
  const slot = await slotIn(app, tenant, { text, pace, intended });
  if (way.kind === "free") return { ...free, slot };
  const isLater = slot !== null && slot > app.clock.now();
  return isLater
    ? { ...free, slot, outage: outageIfItWent(app, way) }
    : probing(app, { ...free, slot });
};

/** Should it be decided otherwise a moment later, it goes as little as if somebody else were the probe. */
const outageIfItWent = (app: App, { kind }: Way): Outage | null =>
  kind === "free" ? null : { until: app.clock.now(), isProbed: true };

/** Of many who would try at the same moment one does; the others wait for what becomes of it. */
const probing = async (app: App, turn: Turn): Promise<Turn> => {
  const way = await admit(app, turn.asker);
  return way.kind === "wait" ? { ...turn, slot: null, outage: way } : { ...turn, pass: way };
};

/** Whose work it is. */
const providerOf = ({ execution, appointment }: TextToSend): Provider => {
  if (!isText(execution)) return "payments";
  return appointment.reach === "by_email" ? "mail" : "carrier";
};

/** How fast the line before them moves; `null` for what need not stand there. */
const paceFor = async (app: App, tenant: TenantId, text: TextToSend): Promise<Pace | null> => {
  const { execution } = text;
  if (isItsTurn(execution.slot, nowFor(app, text))) return null;
  if (!isText(execution)) return app.paymentsPace ?? null;
  return (await app.tenants.settings(tenant)).pace ?? app.senderPace;
};

/**
 * As the decision itself will reckon, whose time is never before its stream's. A machine whose clock is behind would hold a
 * text, at the very end of a night, to be still waiting, and let it go without a place.
 */
const nowFor = ({ clock }: App, { execution: { handedOver } }: TextToSend): Instant => {
  const now = clock.now();
  return now < handedOver.at ? handedOver.at : now;
};

type Intended = Extract<ExecutionEvent, { type: "execution.intended" }>;

const rehearsed = async (
  app: App,
  { tenant, stream, token }: Job,
  text: TextToSend,
  recipient: Recipient,
): Promise<Intended | undefined> => {
  const now = nowFor(app, text);
  const { appointment, journeys } = text;
  const { execution } = text.execution;
  const facts = await appointmentFacts(app, tenant, stream);
  const decided = decideExecution(
    { domain: appointment, journeys },
    { kind: "begin_execution", execution, token, recipient, slot: null, outage: null },
    { ...facts, now, version: 0, tzdb: app.tzdb },
  );
  return decided.ok
    ? decided.value.find((event) => event.type === "execution.intended")
    : undefined;
};

const slotIn = async (
  app: App,
  tenant: TenantId,
  {
    text: { execution },
    pace,
    intended,
  }: { readonly text: TextToSend; readonly pace: Pace | null; readonly intended: Intended },
): Promise<Instant | null> => {
  if (pace === null) return null;
  const now = app.clock.now();
  const wish = { tenant, lane: laneOf(execution), pace, now };
  if (intended.payment !== undefined)
    return app.pacing.takeSlot({ ...wish, line: "payments", segments: 1 });
  // What goes over another channel than texts has no part in their line.
  if (intended.channel !== undefined) return null;
  const { segments } = intended;
  const slot = await app.pacing.takeSlot({ ...wish, line: "texts", segments });
  return execution.reply ? null : slot;
};
