import type { Currency } from "./currency.ts";

/** Amounts of two currencies met in one calculation, where the compiler could not see it. */
export class CurrencyMismatch extends TypeError {
  override readonly name = "CurrencyMismatch";
  readonly code = "currency_mismatch";
  readonly left: Currency;
  readonly right: Currency;

  constructor(left: Currency, right: Currency) {
    super(`${described(left)} and ${described(right)} do not mix`);
    this.left = left;
    this.right = right;
  }
}

function described({ code, exponent }: Currency): string {
  return `${code} (${exponent} decimals)`;
}
