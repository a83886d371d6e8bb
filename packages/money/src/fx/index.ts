export { convert } from "./convert.ts";
export {
  InvalidRate,
  inverse,
  parseRate,
  type Pair,
  type Rate,
  rateOf,
  type RateText,
} from "./rate.ts";
export { type FxQuote, quoteBuying, quoteSelling, type Unquotable } from "./quote.ts";
