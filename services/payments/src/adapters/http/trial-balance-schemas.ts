import { BigIntText } from "@holdfast/http";
import { Type } from "typebox";

const counterFields = {
  debits_pending: BigIntText({ description: "Held on the debit side, in minor units" }),
  debits_posted: BigIntText(),
  credits_pending: BigIntText(),
  credits_posted: BigIntText(),
};

const Difference = Type.Object({
  account: Type.String({ format: "uuid" }),
  position: Type.Optional(
    Type.String({ description: "Of the event, as a cursor of /v1/events; none if there is none" }),
  ),
  field: Type.String({ examples: ["account.counters.creditsPosted"] }),
  expected: Type.Optional(Type.String({ description: "By the events" })),
  actual: Type.Optional(Type.String({ description: "As it is stored" })),
});

/** Whether the ledger is to be made anew. */
export const TrialBalanceQuery = Type.Object(
  { verify: Type.Boolean({ default: false, description: "Compare with the events" }) },
  { additionalProperties: false },
);

/** The accounts of a ledger, added up by class. */
export const TrialBalanceShown = Type.Object({
  ledger: Type.String({ examples: ["USD"] }),
  exponent: Type.Integer({ examples: [2] }),
  lines: Type.Array(
    Type.Object({ code: Type.Integer(), accounts: Type.Integer(), ...counterFields }),
  ),
  total: Type.Object(counterFields),
  is_balanced: Type.Boolean(),
  verification: Type.Optional(
    Type.Object({
      events: Type.Integer({ description: "That were replayed" }),
      differences: Type.Array(Difference),
    }),
  ),
});
