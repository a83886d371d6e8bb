import type { Currency } from "./currency.ts";

/** What is counted but is no currency of ISO 4217: ETH with 18 digits after the point, points with none. */
export type Asset<Code extends string = string> = Pick<
  Currency<Code>,
  "code" | "exponent" | "name"
>;

/** More would leave no digit before the point. */
const EXPONENT_MAX = 37;
const CODE = /^[A-Za-z][A-Za-z0-9]{1,15}$/;

/** An asset cannot be registered: what is wrong with it, or whose code it takes. */
export class InvalidAsset extends RangeError {
  override readonly name = "InvalidAsset";
  readonly code = "invalid_asset";
}

/** Throws `InvalidAsset` for a code or an exponent that no asset can have. */
export function requireAsset({ code, exponent }: Asset): void {
  if (!CODE.test(code)) {
    throw new InvalidAsset(`the code of an asset is 2 to 16 letters and digits: ${code}`);
  }
  if (!Number.isInteger(exponent) || exponent < 0 || exponent > EXPONENT_MAX) {
    throw new InvalidAsset(`${code} has from 0 to ${EXPONENT_MAX} decimals, not ${exponent}`);
  }
}
