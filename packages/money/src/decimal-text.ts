import type { Currency } from "./currency.ts";
import { type InvalidAmount, isWithinDigits } from "./minor.ts";
import type { Money } from "./money.ts";
import { refuse } from "./refusal.ts";

/** The amount with all its decimals and nothing else: "10.00", "-0.05", "1500" of JPY. */
export function decimalText({ currency: { exponent }, minor }: Money): string {
  const digits = String(minor < 0n ? -minor : minor).padStart(exponent + 1, "0");
  const point = digits.length - exponent;
  const fraction = exponent === 0 ? "" : `.${digits.slice(point)}`;
  return `${minor < 0n ? "-" : ""}${digits.slice(0, point)}${fraction}`;
}

const DECIMAL = /^(?<sign>-?)(?<whole>0|[1-9][0-9]{0,37})(?:\.(?<fraction>[0-9]{1,38}))?$/;

/**
 * Reads what `decimalText` writes, also with fewer decimals ("10" or "10.5"): for people at a command line, never for
 * the wire. More decimals than the currency has are refused, zeros too, since nothing is rounded unasked.
 */
export function parseDecimal<Code extends string>(
  text: string,
  currency: Currency<Code>,
): Money<Code> | InvalidAmount {
  const { code, exponent } = currency;
  const { sign, whole, fraction = "" } = DECIMAL.exec(text)?.groups ?? {};
  const minor =
    whole === undefined || fraction.length > exponent
      ? undefined
      : BigInt(`${whole}${fraction.padEnd(exponent, "0")}`);
  if (minor === undefined || !isWithinDigits(minor)) {
    const decimals = exponent === 1 ? "1 decimal" : `${exponent} decimals`;
    return refuse(
      "invalid_amount",
      `an amount of ${code} is digits with at most ${decimals} and no separators, 38 digits in all`,
    );
  }
  return { currency, minor: sign === "-" ? -minor : minor };
}
