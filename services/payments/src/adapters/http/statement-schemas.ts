import { BigIntText } from "@holdfast/http";
import { PAGE_QUERY, PageOf } from "@holdfast/http/cursor";
import { Type } from "typebox";

import { BalanceFields, Time, Uuid } from "./wire-schemas.ts";

const closed = { additionalProperties: false };

const By = Type.Optional(
  Type.Enum(["recorded", "effective"], {
    description: "Which time of an entry is meant: that of its recording, or its `effective_at`",
    default: "recorded",
  }),
);

/** Which entries a statement has. */
export const StatementQuery = Type.Object(
  {
    from: Type.Optional(
      Time("Begins with the first entry of then or later; no later than `as_of`"),
    ),
    as_of: Type.Optional(Time("Ends with the last entry of then or earlier")),
    by: By,
    ...PAGE_QUERY,
  },
  closed,
);

/** Of which time balances are. */
export const BalancesQuery = Type.Object(
  {
    as_of: Type.Optional(Time("By the entries of then or earlier; by all of them if left out")),
    by: By,
  },
  closed,
);

const Line = Type.Object({
  account_version: BigIntText({ description: "Counts the entries of the account" }),
  transfer_id: Uuid("The transfer"),
  kind: Type.Enum(["posted", "pending", "post", "void", "expiry", "reversal"]),
  recorded_at: Type.String({ format: "date-time" }),
  effective_at: Type.String({ format: "date-time" }),
  side: Type.Enum(["debit", "credit"]),
  amount: BigIntText({ description: "Moved on that side; 0 where it was only held or released" }),
  held: BigIntText({ description: "By how much more is held on that side; negative where less" }),
  change: BigIntText({ description: "By how much the balance has changed" }),
  balance_after: BigIntText({ description: "What the account held after it" }),
  available_after: Type.Optional(
    BigIntText({ description: "What could be moved away after it; not by effective time" }),
  ),
  counterparty: Uuid("The account on the other side"),
  description: Type.Optional(Type.String()),
});

/** A page of a statement: its opening balance and the changes of its lines make its closing balance. */
export const StatementShown = Type.Object({
  account: Uuid("Whose"),
  currency: Type.String({ examples: ["USD"] }),
  exponent: Type.Integer({ examples: [2] }),
  opening_balance: BigIntText({ description: "Before the first line of this page" }),
  closing_balance: BigIntText({ description: "After the last line of this page" }),
  ...PageOf(Line).properties,
});

const { currency, exponent, posted, available, pending } = BalanceFields;

/** What an account held at some time; what is held is not told by effective time, since holds have none. */
export const BalancesShown = Type.Object({
  account: Uuid("Whose"),
  as_of: Type.Optional(Type.String({ format: "date-time" })),
  version: Type.Optional(
    BigIntText({
      description: "Of the newest entry by then, 0 if there was none; not by effective time",
    }),
  ),
  entries: Type.Optional(
    BigIntText({ description: "How many entries count by then; only by effective time" }),
  ),
  currency,
  exponent,
  posted,
  available: Type.Optional(available),
  pending: Type.Optional(pending),
});
