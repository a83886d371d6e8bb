import { BigIntText } from "@holdfast/http";
import { type TString, Type } from "typebox";

/** An id as clients send and get it; capitals are taken as small letters. */
export function Uuid(description: string): TString {
  const examples = ["0199c1f0-7c1e-7b6a-9a57-3f1d2c4b5a69"];
  return Type.String({ format: "uuid", description, examples });
}

/** An amount that is moved: minor units in decimal digits, 38 at most, more than nothing. */
export function AmountText(description: string): TString {
  return Type.String({ pattern: "^[1-9][0-9]{0,37}$", description, examples: ["10050"] });
}

/** An amount that a balance is compared with, which may be below nothing. */
export function SignedAmountText(description: string): TString {
  return Type.String({ pattern: SIGNED, description, examples: ["0"] });
}

/** The source of the pattern of `SignedAmountText`. */
export const SIGNED = "^(?:0|-?[1-9][0-9]{0,37})$";

/** The code of a currency or asset, as it is written. */
export function CurrencyCode(description: string): TString {
  return Type.String({ minLength: 1, maxLength: 16, description, examples: ["USD"] });
}

/** A time from 1900 to 2199, which every part of the house can tell. PostgreSQL knows no zone 16 hours from UTC. */
export function Time(description: string): TString {
  const pattern =
    "^(?:19|20|21)[0-9]{2}-[0-9-]{5}T[0-9]{2}:[0-9]{2}:[0-5][0-9][^+-]*(?:[+-](?:0[0-9]|1[0-5]):[0-9]{2})?$";
  const examples = ["2026-11-26T12:00:00.000Z"];
  return Type.String({ format: "date-time", maxLength: 40, pattern, description, examples });
}

/** Why something is done, for whoever looks into it later. */
export function Reason(): TString {
  const description = "Why; kept in the log";
  return Type.String({ minLength: 1, maxLength: 500, description, examples: ["ticket 4711"] });
}

/** Class in the chart of accounts. */
export function Code(description: string) {
  return Type.Integer({ minimum: 1, maximum: 65_535, description, examples: [2000] });
}

/** Notes of a client's own. */
export function Metadata() {
  return Type.Record(Type.String({ pattern: "^.{1,40}$" }), Type.String({ maxLength: 500 }), {
    maxProperties: 50,
    additionalProperties: false,
    description: "Up to 50 notes; names of up to 40 characters, texts of up to 500",
    examples: [{ order: "4711" }],
  });
}

/** What one account holds, in minor units of one currency. */
export const BalanceFields = {
  currency: Type.String({ examples: ["USD"] }),
  exponent: Type.Integer({ description: "Decimals of the currency", examples: [2] }),
  posted: BigIntText({ description: "What it holds", examples: ["10050"] }),
  available: BigIntText({
    description: "What can be moved away: posted, less what is held for moving away",
    examples: ["10050"],
  }),
  pending: BigIntText({
    description: "What will be posted once all holds are",
    examples: ["10050"],
  }),
};

/** The headers of a request that changes something. */
export const KeyHeaders = Type.Object({
  "idempotency-key": Type.Optional(
    Type.String({
      description:
        "Names the request: sent again with the same key, it is answered again and done once",
      examples: ["8e03978e-40d5-43dd-bc93-6894a57f9324"],
    }),
  ),
});
