import type { AppointmentStatus } from "#core/appointment/state";
import type { CustomerEvent } from "#core/customer/events";
import { type LastWords, noWords, wordsAfter } from "#core/customer/last-words";
import { type Wished, withTasks } from "#core/customer/wishes";
import { erasedVisits, withNoted, withoutPending, withPending } from "#core/customer/visits";
import type { ImportedConsent } from "#core/import/row";
import type { AppointmentId, TaskId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";
import type { ConsentPurpose } from "#core/policy/purpose";
import type { RiskAssessment } from "#core/risk/score";
import type { Standing } from "#core/risk/standing";
import type { TaskEvent } from "#core/workflow/events";

export type NotedAppointment = {
  readonly id: AppointmentId;
  readonly start: Instant;
  readonly status: AppointmentStatus;
  readonly asOf: number;
  readonly standing?: Standing;
  /** Booked before the customer was erased, at this very time: nobody is asked about it any more. */
  readonly erased?: true;
};

/** The last word on each purpose; none where the customer has never been asked. */
export type Consents = Readonly<Partial<Record<ConsentPurpose, "granted" | "withdrawn">>>;

export type Imported = Omit<FromList, "type" | "consents" | "evidence"> & {
  readonly consents: readonly (ImportedConsent & { readonly evidence: string | null })[];
};

type FromList = Extract<CustomerEvent, { type: "customer.imported" }>;

export type CustomerState = {
  readonly status: "unknown" | "known" | "erased";
  readonly contact: {
    readonly name: string | null;
    readonly email: string | null;
    readonly phone: string | null;
  };
  readonly optedOut: boolean;
  /** They did so by a word that the carrier obeys, so it will not take texts for them either. */
  readonly optedOutAtCarrier: boolean;
  readonly consents: Consents;
  /** A carrier has refused the number for good; every text to it asks this. */
  readonly unreachable: boolean;
  /** The open task of a number that cannot be texted. */
  readonly numberTask: TaskId | null;
  /** What lists of customers have said of them besides; on each thing the last one counts. */
  readonly imported: Imported | null;
  /** Whether anything is stored that an erasure would take away. */
  readonly holdsPersonal: boolean;
  readonly appointments: Readonly<Record<AppointmentId, NotedAppointment>>;
  readonly openTasks: readonly TaskId[];
  /** Of these, the wishes to move or cancel a visit that is known: what kind, and which visit. */
  readonly wishes: readonly Wished[];
  /** Texts, by their sids, of which nobody knows yet what they mean. */
  readonly pendingTexts: readonly string[];
  /** The visits that these are about; `null` for none, and nothing where it was not kept yet. */
  readonly pendingAbout: Readonly<Record<string, AppointmentId | null>>;
  /** When they came, and when that visit was to be by then. */
  readonly pending: Readonly<
    Record<string, { readonly at: Instant; readonly start: Instant | null }>
  >;
  readonly said: LastWords;
  /** As it was recorded last; `null` where nothing ever was held against them. */
  readonly risk: RiskAssessment | null;
};

export const initialCustomer: CustomerState = {
  status: "unknown",
  contact: { name: null, email: null, phone: null },
  optedOut: false,
  optedOutAtCarrier: false,
  consents: {},
  unreachable: false,
  numberTask: null,
  imported: null,
  holdsPersonal: false,
  appointments: {},
  openTasks: [],
  wishes: [],
  pendingTexts: [],
  pendingAbout: {},
  pending: {},
  said: noWords,
  risk: null,
};

export const evolveCustomer = (
  state: CustomerState,
  event: CustomerEvent | TaskEvent,
  at: Instant,
): CustomerState => {
  const said = wordsAfter(state, event, at);
  const after =
    event.type === "customer.model_asked" ? withPending(state, event, at) : evolved(state, event);
  return said === state.said ? after : { ...after, said };
};

const evolved = (
  state: CustomerState,
  event: Exclude<CustomerEvent, { type: "customer.model_asked" }> | TaskEvent,
): CustomerState => {
  switch (event.type) {
    case "customer.registered":
    case "customer.contact_changed": {
      const { name, email, phone } = event;
      return { ...state, status: "known", contact: { name, email, phone }, holdsPersonal: true };
    }
    case "customer.appointment_noted":
      return withNoted(state, event);
    case "customer.risk_assessed": {
      const { type: _, ...risk } = event;
      return { ...state, risk };
    }

    case "customer.imported":
      return { ...state, imported: withList(state.imported, event), holdsPersonal: true };
    case "customer.opted_out":
      return { ...state, optedOut: true, optedOutAtCarrier: event.atCarrier === true };
    case "customer.opted_in":
      return { ...state, optedOut: false, optedOutAtCarrier: false };
    case "customer.consent_granted":
    case "customer.consent_imported":
      return { ...withConsent(state, event.purpose, "granted"), holdsPersonal: true };
    case "customer.consent_withdrawn":
      return { ...withConsent(state, event.purpose, "withdrawn"), holdsPersonal: true };
    case "customer.erased":
      return {
        ...state,
        consents: withdrawnOf(state.consents),
        status: "erased",
        contact: initialCustomer.contact,
        imported: null,
        holdsPersonal: false,
        unreachable: false,
        appointments: erasedVisits(state.appointments),
      };
    case "customer.number_unreachable":
      return { ...state, unreachable: true };
    case "customer.number_reachable":
      return { ...state, unreachable: false };
    case "task.opened":
    case "task.closed":
      return withTasks(state, event);
    case "customer.text_received":
      return { ...state, holdsPersonal: true };
    case "customer.text_settled":
      return withoutPending(state, event.sid);
    case "customer.text_classified":
      return state;
  }
};

const withConsent = (
  state: CustomerState,
  purpose: ConsentPurpose,
  standing: "granted" | "withdrawn",
): CustomerState => ({ ...state, consents: { ...state.consents, [purpose]: standing } });

/** Who comes back after having been erased has allowed nothing; a no is kept, as an opt-out is. */
const withdrawnOf = (consents: Consents): Consents =>
  Object.fromEntries(Object.entries(consents).filter(([, standing]) => standing === "withdrawn"));

/** A list that says nothing of something takes nothing back. */
const withList = (before: Imported | null, event: FromList): Imported => {
  const { source, row, consents, evidence } = event;
  const {
    language,
    zone,
    consents: known,
  } = before ?? { language: null, zone: null, consents: [] };
  const kept = known.filter(({ purpose }) => !consents.some((one) => one.purpose === purpose));
  return {
    source,
    row,
    language: event.language ?? language,
    zone: event.zone ?? zone,
    consents: [...kept, ...consents.map((one) => ({ ...one, evidence }))],
  };
};

/** Whether a text could still be about it. */
export const isAhead = (appointment: Pick<NotedAppointment, "status"> | undefined): boolean =>
  appointment?.status === "booked" || appointment?.status === "confirmed";

export const hasVisitAhead = ({ appointments }: CustomerState): boolean =>
  Object.values(appointments).some(isAhead);

/** For whoever reads what is known of a customer, and decides nothing. */
export const customerFold = { initial: initialCustomer, evolve: evolveCustomer };
