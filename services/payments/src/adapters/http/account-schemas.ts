import { BigIntText } from "@holdfast/http";
import { PAGE_QUERY, PageOf } from "@holdfast/http/cursor";
import { Type } from "typebox";

import { ACCOUNT_CLASSES } from "../../domain/chart-of-accounts.ts";
import {
  BalanceFields,
  Code,
  CurrencyCode,
  Reason,
  SignedAmountText,
  Uuid,
} from "./wire-schemas.ts";

const NUMBER = "^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$";

/** A human number, one of its kind per tenant. */
export function AccountNumber(description: string) {
  return Type.String({ pattern: NUMBER, description, examples: ["ACC777"] });
}

const Limit = (description: string) =>
  Type.Enum(["none", "debits_must_not_exceed_credits", "credits_must_not_exceed_debits"], {
    description,
    examples: ["debits_must_not_exceed_credits"],
  });

/** "1000 to 1999 assets (debit), …". */
const CLASSES = ACCOUNT_CLASSES.map(
  ({ name, from, to, normalSide }) => `${from} to ${to} ${name} (${normalSide})`,
).join(", ");

const closed = { additionalProperties: false };

/** What an account is opened with. */
export const OpenAccountBody = Type.Object(
  {
    id: Type.Optional(Uuid("Made if left out")),
    number: Type.Optional(AccountNumber("A number for people, one of its kind")),
    ledger: CurrencyCode("Currency or asset it is kept in"),
    code: Code(`Class in the chart of accounts; by convention ${CLASSES}, all others as you like`),
    normal_side: Type.Enum(["debit", "credit"], {
      description: "Where its balance grows",
      examples: ["credit"],
    }),
    limit: Limit("What it may not do"),
    min_available: Type.Optional(
      SignedAmountText("What has to stay on it; negative where it may be overdrawn so far"),
    ),
  },
  closed,
);

/** Why the status of an account is changed. */
export const StatusBody = Type.Object({ reason: Reason() }, closed);

/** What an account may do from now on; what is left out stays. */
export const LimitsBody = Type.Object(
  {
    reason: Reason(),
    limit: Type.Optional(Limit("What it may not do")),
    min_available: Type.Optional(SignedAmountText("What has to stay on it")),
  },
  closed,
);

/** An account as it is shown. */
export const AccountShown = Type.Object(
  {
    id: Uuid("Its id"),
    number: Type.Optional(AccountNumber("Its number")),
    ledger: Type.String({ examples: ["USD"] }),
    code: Type.Integer({ examples: [2000] }),
    normal_side: Type.Enum(["debit", "credit"]),
    limit: Limit("What it may not do"),
    min_available: BigIntText({ examples: ["0"] }),
    status: Type.Enum(["open", "frozen", "closed"]),
    settings_version: Type.Integer({ description: "Counts what was decided about it" }),
    version: BigIntText({ description: "Counts its entries", examples: ["3"] }),
    balances: Type.Object(BalanceFields),
    counters: Type.Object(
      {
        debits_pending: BigIntText(),
        debits_posted: BigIntText(),
        credits_pending: BigIntText(),
        credits_posted: BigIntText(),
      },
      { description: "What it was debited and credited, in minor units" },
    ),
    opened_at: Type.String({ format: "date-time" }),
    touched_at: Type.String({ format: "date-time", description: "Of its newest entry" }),
  },
  {
    description: "The account; `ETag` is its version, for `If-Match`",
  },
);

/** Which accounts are listed. */
export const AccountsQuery = Type.Object(
  {
    ledger: Type.Optional(CurrencyCode("Only those of this currency or asset")),
    code: Type.Optional(Code("Only those of this class")),
    status: Type.Optional(Type.Enum(["open", "frozen", "closed"])),
    ...PAGE_QUERY,
  },
  closed,
);

/** A page of accounts. */
export const AccountsPage = PageOf(AccountShown);
