import { BigIntText } from "@holdfast/http";
import { PAGE_QUERY, PageOf } from "@holdfast/http/cursor";
import { Type } from "typebox";

import { PAYMENT_CODE } from "../../domain/of-payment.ts";
import {
  AmountText,
  BalanceFields,
  CurrencyCode,
  Metadata,
  Reason,
  SIGNED,
  Time,
  Uuid,
} from "./wire-schemas.ts";

const closed = { additionalProperties: false };

/** Ten years. */
const TIMEOUT_SECONDS_MAX = 315_360_000;
const CONDITIONS_MAX = 10;
const ITEMS_MAX = 1_000;

const Condition = Type.Union(
  [
    Type.Object(
      {
        account: Uuid("Whose balance"),
        balance: Type.Enum(["available", "posted", "pending"]),
        is: Type.Enum(["gte", "gt", "eq", "lte", "lt"]),
        amount: Type.String({ pattern: SIGNED, examples: ["0"] }),
      },
      closed,
    ),
    Type.Object(
      {
        account: Uuid("Whose version"),
        account_version: Type.String({ pattern: "^(?:0|[1-9][0-9]{0,17})$", examples: ["3"] }),
      },
      closed,
    ),
  ],
  { description: "What has to hold just before: a balance, or that there was no entry since" },
);

const notes = {
  effective_at: Type.Optional(Time("When it counts, if not when it is recorded")),
  description: Type.Optional(Type.String({ maxLength: 500 })),
  metadata: Type.Optional(Metadata()),
};

const Once = Type.Optional(
  Type.Enum(["success", "attempt"], {
    description: "Whether a failed attempt uses up the id; it does not if left out",
  }),
);

const transferFields = {
  id: Type.Optional(Uuid("Made if left out; the same content under it is never done twice")),
  debit_account: Uuid("Where it goes from, seen from the house's debts"),
  credit_account: Uuid("Where it goes to"),
  amount: Type.String({
    pattern: "^(?:max|[1-9][0-9]{0,37})$",
    description: "Minor units; `max`, with `balancing`, is as much as there is room for",
    examples: ["10050"],
  }),
  balancing: Type.Optional(
    Type.Enum(["debit", "credit"], { description: "Move no more than this side has room for" }),
  ),
  ledger: Type.Optional(CurrencyCode("Currency or asset, to make sure that it is the accounts'")),
  code: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: PAYMENT_CODE - 1,
      description: `What it is in the chart of accounts; 1 if left out. ${PAYMENT_CODE} is what payments move`,
    }),
  ),
  pending: Type.Optional(Type.Boolean({ description: "Hold the amount instead of moving it" })),
  timeout_s: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: TIMEOUT_SECONDS_MAX,
      description: "Seconds after which a hold expires; never if left out",
    }),
  ),
  conditions: Type.Optional(Type.Array(Condition, { maxItems: CONDITIONS_MAX })),
  once: Once,
  ...notes,
};

/** A transfer that is asked for. */
export const TransferBody = Type.Object(
  { ...transferFields, reason: Type.Optional(Reason()) },
  closed,
);

/** One transfer of a batch. */
export const BatchItem = Type.Object(
  {
    ...transferFields,
    linked: Type.Optional(Type.Boolean({ description: "Passes or fails with the next one" })),
  },
  closed,
);

/** Several transfers that are asked for together. */
export const BatchBody = Type.Object(
  {
    id: Type.Optional(Uuid("Of the batch; made if left out")),
    atomic: Type.Optional(Type.Boolean({ description: "All of them or none" })),
    transfers: Type.Array(BatchItem, { minItems: 1, maxItems: ITEMS_MAX }),
    reason: Type.Optional(Reason()),
  },
  closed,
);

/** How a hold is posted. */
export const PostBody = Type.Object(
  {
    id: Type.Optional(Uuid("Of the transfer that posts it; made if left out")),
    amount: Type.Optional(AmountText("Minor units; all of it if left out, the rest is released")),
    reason: Type.Optional(Reason()),
    once: Once,
    ...notes,
  },
  closed,
);

/** Why a hold is released. */
export const VoidBody = Type.Object(
  {
    id: Type.Optional(Uuid("Of the transfer that releases it; made if left out")),
    reason: Reason(),
    once: Once,
    ...notes,
  },
  closed,
);

/** How much of a transfer is taken back, and why. */
export const ReverseBody = Type.Object(
  {
    id: Type.Optional(Uuid("Of the transfer that takes it back; made if left out")),
    amount: Type.Optional(AmountText("Minor units; all that is left if left out")),
    force: Type.Optional(
      Type.Boolean({ description: "Also from an account that has not got it; `force:transfer`" }),
    ),
    reason: Reason(),
    once: Once,
    ...notes,
  },
  closed,
);

const SideAfter = Type.Object({
  account: Uuid("The account"),
  version: BigIntText({ description: "Of its entry", examples: ["3"] }),
  ...BalanceFields,
});

const recordFields = {
  id: Uuid("Its id"),
  kind: Type.Enum(["posted", "pending", "post", "void", "expiry", "reversal"]),
  debit_account: Uuid("Where it went from"),
  credit_account: Uuid("Where it went to"),
  amount: BigIntText({ description: "Minor units", examples: ["10050"] }),
  ledger: Type.String({ examples: ["USD"] }),
  exponent: Type.Integer({ description: "Decimals of the currency", examples: [2] }),
  code: Type.Integer({ examples: [1] }),
  recorded_at: Type.String({ format: "date-time" }),
  effective_at: Type.Optional(Type.String({ format: "date-time" })),
  pending_id: Type.Optional(Uuid("The hold it ends")),
  reverses: Type.Optional(Uuid("The transfer whose money it takes back")),
  batch_id: Type.Optional(Uuid("The batch it came in")),
  quote_id: Type.Optional(Uuid("The quote it converts by")),
  timeout_s: Type.Optional(Type.Integer()),
  expires_at: Type.Optional(Type.String({ format: "date-time" })),
  description: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
  metadata: Type.Optional(Type.Record(Type.String(), Type.String())),
  balances: Type.Object(
    { debit: SideAfter, credit: SideAfter },
    { description: "Of both accounts, just after it" },
  ),
};

/** A transfer as it was recorded: what is told of it never changes. */
export const TransferRecord = Type.Object(recordFields, { description: "The transfer" });

/** A transfer with what has become of it. */
export const TransferShown = Type.Object(
  {
    ...recordFields,
    reversed: BigIntText({ description: "How much of it was taken back", examples: ["0"] }),
    resolution: Type.Optional(
      Type.Object(
        {
          kind: Type.Enum(["posted", "voided", "expired"]),
          by: Uuid("The transfer that ended it"),
          amount: BigIntText({ description: "How much of it was posted" }),
        },
        { description: "Of a hold, once it has ended" },
      ),
    ),
  },
  { description: "The transfer, and what has become of it" },
);

/** What became of each transfer of a batch, in their order. */
export const BatchShown = Type.Object(
  {
    results: Type.Array(
      Type.Object({
        id: Uuid("Of the transfer"),
        status: Type.Enum(["created", "exists", "refused"]),
        transfer: Type.Optional(TransferRecord),
        problem: Type.Optional(
          Type.Object({
            code: Type.String({ examples: ["insufficient_funds"] }),
            detail: Type.String(),
            params: Type.Record(Type.String(), Type.String()),
          }),
        ),
      }),
    ),
  },
  { description: "What became of each, in their order" },
);

/** The most notes that a list is filtered by. */
export const NOTES_MAX = 5;

const listed = {
  account: Type.Optional(Uuid("Only those with this account on either side")),
  batch_id: Type.Optional(Uuid("Only those that came in this batch")),
  from: Type.Optional(Time("Only those recorded then or later")),
  to: Type.Optional(Time("Only those recorded before")),
  ...PAGE_QUERY,
};

/** Which transfers are listed; also by notes of theirs, as `metadata.NAME`. */
export const TransfersQuery = Type.Object(listed, {
  ...closed,
  patternProperties: { "^metadata\\..{1,40}$": Type.String({ maxLength: 500 }) },
  maxProperties: Object.keys(listed).length + NOTES_MAX,
});

/** A page of transfers. */
export const TransfersPage = PageOf(TransferShown);
