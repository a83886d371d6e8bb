import { BigIntText } from "@holdfast/http";
import { PAGE_QUERY, PageOf } from "@holdfast/http/cursor";
import { Type } from "typebox";

import { KNOWN_ENDS } from "../../domain/payment/payment-event.ts";
import { PAYMENT_PHASES } from "../../domain/payment/payment-state.ts";
import { AmountText, CurrencyCode, Reason, Uuid } from "./wire-schemas.ts";

const closed = { additionalProperties: false };

const PartyFields = {
  name: Type.String({ minLength: 1, maxLength: 140, examples: ["Ada Lovelace"] }),
  account: Type.String({
    pattern: "^[A-Za-z0-9./-]{1,34}$",
    description: "As the rail knows it",
    examples: ["DE02120300000000202051"],
  }),
};

/** Asks for a payment. */
export const PaymentBody = Type.Object(
  {
    id: Type.Optional(Uuid("Made if left out; the same content under it is never paid twice")),
    account: Uuid("The account it is paid from"),
    amount: AmountText("In minor units"),
    currency: CurrencyCode("Of the account, and of the payment"),
    creditor: Type.Object(PartyFields, { ...closed, description: "Who is paid" }),
    debtor: Type.Object(PartyFields, { ...closed, description: "Who pays" }),
    reference: Type.Optional(
      Type.String({ maxLength: 140, description: "For the creditor", examples: ["invoice 4711"] }),
    ),
  },
  closed,
);

/** Says that somebody has looked after a payment. */
export const ResumeBody = Type.Object({ reason: Reason() }, closed);

/** Says how a payment ended of which the rail says nothing. */
export const ResolveBody = Type.Object(
  {
    outcome: Type.Enum([...KNOWN_ENDS], {
      description:
        "As whoever runs the rail has told: `settled` if it has paid, `rejected` if it has not and never will",
    }),
    reason: Reason(),
  },
  closed,
);

/** `needs_attention` whatever else is known. */
const PAYMENT_STATES = [...PAYMENT_PHASES, "needs_attention"] as const;

const State = Type.Enum([...PAYMENT_STATES], {
  description: "`settled`, `compensated`, `returned` and `refused` are good ends",
});
const AttentionShown = Type.Object(
  { step: Type.String({ examples: ["rail"] }), reason: Type.String() },
  { description: "What somebody has to look after, and then resume" },
);
const Shown = Type.Object(
  {
    name: Type.Optional(PartyFields.name),
    account: Type.Optional(PartyFields.account),
    erased: Type.Optional(
      Type.Boolean({ description: "True once whoever it names was erased; nothing else is told" }),
    ),
  },
  { description: "As it was given, until whoever it names is erased" },
);
const at = Type.String({ format: "date-time" });

/** A payment with its history. */
export const PaymentShown = Type.Object({
  id: Type.String(),
  state: State,
  attention: Type.Optional(AttentionShown),
  account: Type.String(),
  clearing_account: Type.String(),
  amount: BigIntText({ examples: ["10050"] }),
  currency: Type.String({ examples: ["USD"] }),
  creditor: Shown,
  debtor: Shown,
  reference: Type.Optional(Type.String({ description: "Until the creditor was erased" })),
  submission_id: Type.String({ description: "What the rail knows it by" }),
  rail_reference: Type.Optional(Type.String({ description: "What the rail calls it" })),
  reason: Type.Optional(Type.String({ description: "Why it was refused, rejected or returned" })),
  hold_id: Type.Optional(Type.String({ description: "The transfer that holds the money" })),
  transfer_id: Type.Optional(Type.String({ description: "The one that posted the hold" })),
  release_id: Type.Optional(Type.String({ description: "The one that voided the hold" })),
  reversal_id: Type.Optional(Type.String({ description: "The one that took the money back" })),
  requested_at: at,
  history: Type.Array(
    Type.Object({
      event: Type.String({ examples: ["FundsHeld"] }),
      at,
      reason: Type.Optional(Type.String()),
      step: Type.Optional(Type.String()),
      outcome: Type.Optional(Type.String({ description: "As somebody has found out" })),
    }),
  ),
});

/** A payment that was resumed or resolved. */
export const PaymentNamed = Type.Object({ id: Type.String() });

/** Which payments are listed. */
export const PaymentsQuery = Type.Object(
  { ...PAGE_QUERY, state: Type.Optional(Type.Enum([...PAYMENT_STATES])) },
  closed,
);

/** A page of payments, the newest first. */
export const PaymentsPage = PageOf(
  Type.Object({
    id: Type.String(),
    state: State,
    attention: Type.Optional(AttentionShown),
    account: Type.String(),
    amount: BigIntText({ examples: ["10050"] }),
    currency: Type.String(),
    requested_at: at,
  }),
);
