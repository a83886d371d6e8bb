export { allocate, InvalidWeights } from "./allocate.ts";
export { AmountOverflow } from "./amount-overflow.ts";
export { type Asset, InvalidAsset } from "./asset.ts";
export { CurrencyMismatch } from "./currency-mismatch.ts";
export { CurrencyRegistry, type UnknownCurrency } from "./currency-registry.ts";
export { type Currency, isSameCurrency } from "./currency.ts";
export { decimalText, parseDecimal } from "./decimal-text.ts";
export { formatMoney } from "./display.ts";
export { iso, ISO_4217_PUBLISHED, type IsoCode } from "./iso-4217.ts";
export {
  type InvalidAmount,
  isWithinDigits,
  MINOR_MAX,
  MINOR_PATTERN,
  parseMinor,
} from "./minor.ts";
export {
  add,
  compare,
  isIn,
  isNegative,
  isZero,
  type Money,
  money,
  negate,
  subtract,
} from "./money.ts";
export { portion, type Ratio } from "./ratio.ts";
export { isRefused, type Refusal } from "./refusal.ts";
export { type Rounding } from "./rounding.ts";
