import { CurrencyRegistry, isRefused } from "@holdfast/money";

/** What accounts can be kept in. The number of decimals of a code never changes. */
export const CURRENCIES = CurrencyRegistry.iso().with(
  { code: "ETH", exponent: 18, name: "Ether" },
  { code: "XTZ", exponent: 6, name: "Tez" },
);

/** Decimals of a currency that an account is kept in; throws RangeError for a code that none can have. */
export function exponentOf(code: string): number {
  const currency = CURRENCIES.find(code);
  if (isRefused(currency)) throw new RangeError(currency.sentence);
  return currency.exponent;
}
