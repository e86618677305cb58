/**
 * Whom a business asks for a deposit.
 *
 * A pack lays them down for its trade; what a business has decided about itself goes before.
 */
export type DepositRules = {
  /** Whose risk reaches this score, from 1 to 100, is asked; `null`: nobody is asked because of their risk. */
  readonly fromRisk: number | null;
  readonly everybody: boolean;
  /** Services that ask for it, by the id or the name that the booking system gives them. */
  readonly services: readonly string[];
};

/** A service as the booking system names it; `null` where it gives no such name. */
export type Service = { readonly id: string | null; readonly name: string | null };

/** Why a deposit is asked for; empty where none is. What always holds goes before what may change. */
export type DepositReason = "everybody" | "service" | "risk" | "";

export const depositRulesOf = (
  ofPack: DepositRules,
  { deposits }: { readonly deposits?: Partial<DepositRules> },
): DepositRules => ({ ...ofPack, ...deposits });

/**
 * Whether a service is among those that ask. Names are compared as people write them: capitals and the space
 * around and between words do not count.
 */
export const asksForDeposit = (
  { services }: Pick<DepositRules, "services">,
  { id, name }: Service,
): boolean => {
  const own = [id, name].flatMap((one) => (one === null ? [] : [plain(one)]));
  return services.some((one) => own.includes(plain(one)));
};

const plain = (name: string): string => name.trim().replaceAll(/\s+/g, " ").toLowerCase();

export const depositReason = (
  { everybody, fromRisk }: DepositRules,
  { serviceAsks, score }: { readonly serviceAsks: boolean; readonly score: number },
): DepositReason => {
  if (everybody) return "everybody";
  if (serviceAsks) return "service";
  return fromRisk !== null && score >= fromRisk ? "risk" : "";
};

/**
 * The task that somebody is asked to call about an unpaid deposit. As long as it is open the deposit is past
 * due: the time that the journey has given for it is over.
 */
export const depositUnpaidKind = "deposit-unpaid";
