import type { TenantId } from "#core/kernel/ids";
import type { NoticeModel, StaffModel, TaskModel } from "#test/simulation/checks/notices";
import type { CustomerModel, ExecutionModel, VisitModel } from "#test/simulation/checks/model";
import type { Universe } from "#test/simulation/universe";

/** Everything that the checks have seen, and what they make of each new thing at the moment it happens. */
export type Seen = {
  readonly visits: Map<string, VisitModel>;
  readonly customers: Map<string, CustomerModel>;
  /** Everything else, for its chain alone. */
  readonly others: Map<string, CustomerModel>;
  readonly executions: Map<
    string,
    { readonly execution: ExecutionModel; readonly visit: VisitModel }
  >;
  /** When the carrier last said, truthfully, that it knew nothing of it. */
  readonly absent: Map<string, number>;
  /** How many messages each carrier, by text and by e-mail, has taken of each business since the world healed. */
  readonly answered: Map<string, number>;
  /** Texts that the carrier got, by customer: the day and what kind. */
  readonly handed: Map<
    string,
    Map<string, { readonly ms: number; readonly isReminder: boolean; readonly zone: string }>
  >;
  readonly links: Map<string, number>;
  readonly logged: Map<string, number>;
  readonly notices: Map<string, NoticeModel>;
  /** The people of each business after each version of its stream, and now. */
  readonly staff: Map<string, readonly StaffModel[]>;
  readonly staffNow: Map<string, StaffModel>;
  /** Streams of people who want to hear nothing. */
  readonly deaf: Set<string>;
  /** By business and task: two businesses may have tasks of one name. */
  readonly tasks: Map<string, TaskModel>;
  /** In which stream each task arose, by the same. */
  readonly opened: Map<string, string>;
  /** How many texts were counted of each day of each business. */
  readonly days: Map<string, number>;
  /** When each business last handed a text over that had not stood in line. */
  readonly unpaced: Map<string, number>;
  /** When a sweep of each business went through for the first time. */
  readonly swept: Map<TenantId, number>;
};

export const createSeen = (): Seen => ({
  visits: new Map(),
  customers: new Map(),
  others: new Map(),
  executions: new Map(),
  absent: new Map(),
  answered: new Map(),
  handed: new Map(),
  links: new Map(),
  logged: new Map(),
  notices: new Map(),
  staff: new Map(),
  staffNow: new Map(),
  deaf: new Set(),
  tasks: new Map(),
  opened: new Map(),
  days: new Map(),
  unpaced: new Map(),
  swept: new Map(),
});

/** The mark of any tenant but this one. */
export const hasOther = ({ tenants }: Universe, tenant: TenantId, text: string): boolean =>
  tenants.some(({ id, mark }) => id !== tenant && text.includes(mark));
