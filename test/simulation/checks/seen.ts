import type { TenantId } from "#core/kernel/ids";
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
  /** Texts that the carrier got, by customer: the day and what kind. */
  readonly handed: Map<
    string,
    Map<string, { readonly ms: number; readonly isReminder: boolean; readonly zone: string }>
  >;
  readonly links: Map<string, number>;
  readonly logged: Map<string, number>;
};

export const createSeen = (): Seen => ({
  visits: new Map(),
  customers: new Map(),
  others: new Map(),
  executions: new Map(),
  absent: new Map(),
  handed: new Map(),
  links: new Map(),
  logged: new Map(),
});

/** The mark of any tenant but this one. */
export const hasOther = ({ tenants }: Universe, tenant: TenantId, text: string): boolean =>
  tenants.some(({ id, mark }) => id !== tenant && text.includes(mark));
