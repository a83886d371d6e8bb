import { decimalText } from "./decimal-text.ts";
import { isNegative, type Money, negate } from "./money.ts";

/** Symbols that stand before the amount and mean one currency each. */
const SYMBOLS: ReadonlyMap<string, string> = new Map([
  ["AUD", "A$"],
  ["BRL", "R$"],
  ["CAD", "CA$"],
  ["CNY", "CN¥"],
  ["CRC", "₡"],
  ["EUR", "€"],
  ["GBP", "£"],
  ["GEL", "₾"],
  ["GHS", "GH₵"],
  ["HKD", "HK$"],
  ["ILS", "₪"],
  ["INR", "₹"],
  ["JPY", "¥"],
  ["KRW", "₩"],
  ["KZT", "₸"],
  ["MXN", "MX$"],
  ["NGN", "₦"],
  ["NZD", "NZ$"],
  ["PHP", "₱"],
  ["PYG", "₲"],
  ["SGD", "S$"],
  ["THB", "฿"],
  ["TRY", "₺"],
  ["TWD", "NT$"],
  ["UAH", "₴"],
  ["USD", "$"],
  ["VND", "₫"],
]);

/**
 * The amount for people: "$1,234,567.89", "-$10.00", "¥1,500", "CHF 10.00". All decimals of the currency, commas between
 * thousands, the minus first, and the code where there is no symbol.
 */
export function formatMoney(amount: Money): string {
  if (isNegative(amount)) return `-${formatMoney(negate(amount))}`;
  const { code } = amount.currency;
  const [whole = "", ...fraction] = decimalText(amount).split(".");
  const grouped = [whole.replaceAll(/\B(?=(?:[0-9]{3})+$)/g, ","), ...fraction].join(".");
  return `${SYMBOLS.get(code) ?? `${code} `}${grouped}`;
}
