/**
 * An amount of money: a whole number of the currency's smallest unit, never a fraction. `currency` is the
 * ISO 4217 code in capitals; 12.50 US dollars are `{ minor: 1250, currency: "USD" }`.
 */
export type Money = { readonly minor: number; readonly currency: string };

/**
 * Reads an amount as booking systems write it: whole units with a decimal point, as text or as a JSON
 * number (its shortest spelling is what was sent, so no digit is lost on the way).
 *
 * `null` for a currency that is no three letters, for what is negative or beyond nine digits before the
 * point, and for more decimals than the currency has: half a cent was never agreed.
 */
export const moneyFrom = (amount: number | string, currency: string): Money | null => {
  const code = currency.trim().toUpperCase();
  if (!/^[A-Z]{3}$/.test(code)) return null;
  const [, whole, written = ""] = /^(\d{1,9})(?:\.(\d+))?$/.exec(String(amount).trim()) ?? [];
  if (whole === undefined) return null;

  const decimals = decimalsOf(code);
  const fraction = written.replace(/0+$/, "");
  if (fraction.length > decimals) return null;
  return { minor: Number(whole + fraction.padEnd(decimals, "0")), currency: code };
};

/** One sum for each currency, in the order of their codes: dollars and euros are never added. */
export const sumsOf = (amounts: readonly Money[]): readonly Money[] => {
  const sums = new Map<string, number>();
  for (const { minor, currency } of amounts) sums.set(currency, (sums.get(currency) ?? 0) + minor);
  return [...sums]
    .map(([currency, minor]) => ({ minor, currency }))
    .toSorted((one, other) => (one.currency < other.currency ? -1 : 1));
};

/** `1,234.50 USD`; spelled by us and not by the machine's locale. */
export const spokenMoney = ({ minor, currency }: Money): string => {
  const decimals = decimalsOf(currency);
  const digits = String(minor).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
  const fraction = decimals === 0 ? "" : `.${digits.slice(-decimals)}`;
  return `${whole}${fraction} ${currency}`;
};

/** ISO 4217's minor units, as far as they are not two (list one, 2024). */
const decimalsOf = (currency: string): number => {
  if (withoutDecimals.includes(currency)) return 0;
  if (withThree.includes(currency)) return 3;
  return withFour.includes(currency) ? 4 : 2;
};

const withoutDecimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(
  " ",
);
const withThree = "BHD IQD JOD KWD LYD OMR TND".split(" ");
const withFour = "CLF UYW".split(" ");
