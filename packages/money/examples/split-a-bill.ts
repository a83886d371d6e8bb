import {
  add,
  allocate,
  CurrencyRegistry,
  formatMoney,
  isRefused,
  money,
  parseMinor,
} from "@holdfast/money";

const ether = { code: "ETH", exponent: 18, name: "Ether" } as const;
const currencies = CurrencyRegistry.iso().with(ether);

/** What each of three pays of a bill that came over the wire, and a tip of the first; or why there is no bill. */
export function splitBill(bill: { readonly currency: string; readonly amount: unknown }): string {
  const currency = currencies.find(bill.currency);
  if (isRefused(currency)) return currency.sentence;
  const minor = parseMinor(bill.amount);
  if (isRefused(minor)) return minor.sentence;

  const [first, ...others] = allocate(money(currency, minor), [1n, 1n, 1n]);
  if (first === undefined) return "nobody pays";
  return [add(first, money(currency, 500n)), ...others].map(formatMoney).join(", ");
}
