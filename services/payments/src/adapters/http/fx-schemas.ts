import { BigIntText } from "@holdfast/http";
import { Type } from "typebox";

import { TransferRecord } from "./transfer-schemas.ts";
import { AmountText, CurrencyCode, Reason, Uuid } from "./wire-schemas.ts";

const closed = { additionalProperties: false };

const EXPIRES_SECONDS_MAX = 86_400;
const BPS_MAX = 9_999;

const Side = (description: string) =>
  Type.Object(
    {
      currency: CurrencyCode("Currency or asset"),
      minor: Type.Optional(
        AmountText("Minor units; of one of the two sides, and not of the other"),
      ),
    },
    { ...closed, description },
  );

/** What a quote is asked for. */
export const QuoteBody = Type.Object(
  {
    id: Type.Optional(Uuid("Made if left out")),
    sell: Side("What is sold"),
    buy: Side("What is bought"),
    rate: Type.String({
      minLength: 1,
      maxLength: 40,
      description: "Whole units bought for one whole unit sold",
      examples: ["82.42135"],
    }),
    spread_bps: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: BPS_MAX,
        description:
          "Part of what is sold that goes to the fees, on top, in hundredths of a per cent; 0",
        examples: [50],
      }),
    ),
    expires_in_s: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: EXPIRES_SECONDS_MAX,
        description: "Seconds it may be used; 60",
        examples: [60],
      }),
    ),
    sell_liquidity: Uuid("The account that takes what is sold"),
    buy_liquidity: Uuid("The account that gives what is bought"),
    fees: Type.Optional(Uuid("The account that takes the spread; `sell_liquidity` if left out")),
  },
  closed,
);

const Amount = Type.Object({
  currency: Type.String({ examples: ["USD"] }),
  exponent: Type.Integer({ examples: [2] }),
  minor: BigIntText({ examples: ["10000"] }),
});

/** A quote as it was issued. */
export const QuoteShown = Type.Object(
  {
    id: Uuid("Its id"),
    sell: Amount,
    buy: Amount,
    rate: Type.Object({
      num: BigIntText({ examples: ["1648427"] }),
      den: BigIntText({ examples: ["20000"] }),
    }),
    spread_minor: BigIntText({ description: "On top of what is sold", examples: ["50"] }),
    rounding: Type.Enum(["halfEven", "halfUp", "floor", "ceil"]),
    expires_at: Type.String({ format: "date-time" }),
    issued_at: Type.String({ format: "date-time" }),
    sell_liquidity: Uuid("Takes what is sold"),
    buy_liquidity: Uuid("Gives what is bought"),
    fees: Type.Optional(Uuid("Takes the spread")),
  },
  { description: "The quote: it binds the amounts, once and until it expires" },
);

/** What is to be converted by a quote. */
export const ConversionBody = Type.Object(
  {
    id: Type.Optional(Uuid("Of the batch of its transfers; made if left out")),
    quote: Uuid("The quote"),
    source: Uuid("The account that gives what is sold, and the spread"),
    destination: Uuid("The account that gets what is bought"),
    reason: Type.Optional(Reason()),
  },
  closed,
);

/** A conversion that was done. */
export const ConversionShown = Type.Object(
  {
    id: Uuid("Of the batch of its transfers"),
    quote: Uuid("The quote, which is used up"),
    transfers: Type.Array(TransferRecord, {
      description: "What is sold, what is bought, and the spread if there is one",
    }),
  },
  { description: "The conversion" },
);
