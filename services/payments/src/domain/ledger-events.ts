import { eventCatalogue } from "@holdfast/cqrs/catalogue";

import type { LedgerEvent } from "./ledger-event.ts";

const text = { type: "string" } as const;
const uuid = { type: "string", format: "uuid" } as const;
const time = { type: "string", format: "date-time" } as const;
const natural = { type: "integer", minimum: 0 } as const;
const reason = { type: "string", minLength: 1 } as const;

/** A bigint as events hold it. */
const integer = {
  type: "object",
  properties: { $bigint: { type: "string", pattern: "^(0|-?[1-9][0-9]*)$" } },
  required: ["$bigint"],
  additionalProperties: false,
} as const;

type Fields = Readonly<Record<string, object>>;

/** An object with these members, perhaps some of the others, and no more. */
function having(properties: Fields, optional: Fields = {}) {
  const required = Object.keys(properties);
  return {
    type: "object",
    properties: { ...properties, ...optional },
    required,
    additionalProperties: false,
  } as const;
}

const limit = {
  enum: ["none", "debits_must_not_exceed_credits", "credits_must_not_exceed_debits"],
} as const;
const notes = {
  effectiveAt: time,
  batch: uuid,
  quote: uuid,
  description: text,
  metadata: { type: "object", additionalProperties: text },
} as const;
const movement = {
  transfer: uuid,
  debitAccount: uuid,
  creditAccount: uuid,
  amount: integer,
  ledger: text,
  code: natural,
  at: time,
} as const;
const ending = { transfer: uuid, by: uuid, at: time } as const;
const statusChange = [{ schema: having({ account: uuid, reason, at: time }) }] as const;
const money = having({ currency: text, minor: integer });

/** What the events of a ledger look like, and have looked like. */
export const ledgerEvents = eventCatalogue<LedgerEvent>({
  AccountOpened: [
    {
      schema: having(
        {
          account: uuid,
          ledger: text,
          code: natural,
          normalSide: { enum: ["debit", "credit"] },
          limit,
          minAvailable: integer,
          at: time,
        },
        { number: text },
      ),
    },
  ],
  AccountFrozen: statusChange,
  AccountUnfrozen: statusChange,
  AccountClosed: statusChange,
  AccountReopened: statusChange,
  LimitsChanged: [
    { schema: having({ account: uuid, limit, minAvailable: integer, reason, at: time }) },
  ],
  TransferPosted: [{ schema: having(movement, { ...notes, reverses: uuid, reason }) }],
  TransferHeld: [
    { schema: having(movement, { ...notes, timeoutSeconds: natural, expiresAt: time }) },
  ],
  HoldPosted: [{ schema: having({ ...ending, amount: integer }, notes) }],
  HoldVoided: [{ schema: having({ ...ending, reason }, notes) }],
  HoldExpired: [{ schema: having(ending) }],
  TransferReversed: [{ schema: having({ ...ending, amount: integer, reason }) }],
  TransferRejected: [{ schema: having({ transfer: uuid, code: text, at: time }) }],
  QuoteIssued: [
    {
      schema: having(
        {
          quote: uuid,
          sell: money,
          buy: money,
          rate: having({ num: integer, den: integer }),
          spreadMinor: integer,
          rounding: { enum: ["halfEven", "halfUp", "floor", "ceil"] },
          expiresAt: time,
          sellLiquidity: uuid,
          buyLiquidity: uuid,
          at: time,
        },
        { fees: uuid },
      ),
    },
  ],
  QuoteUsed: [{ schema: having({ quote: uuid, conversion: uuid, at: time }) }],
  QuoteExpired: [{ schema: having({ quote: uuid, at: time }) }],
});
