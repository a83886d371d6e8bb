import { eventCatalogue, type Upcaster } from "@holdfast/cqrs/catalogue";

import type { AccountEvent } from "./bank-account.ts";

const bigint = {
  type: "object",
  properties: { $bigint: { type: "string", pattern: "^(0|-?[1-9][0-9]*)$" } },
  required: ["$bigint"],
  additionalProperties: false,
} as const;

/** An event with these fields and no others. */
function having(properties: Readonly<Record<string, object>>) {
  const required = Object.keys(properties);
  return { type: "object", properties, required, additionalProperties: false } as const;
}

/** Deposits began as JSON numbers, which lose digits above 2^53. */
const exactCents: Upcaster = ({ cents, ...rest }) => ({
  ...rest,
  cents: BigInt(typeof cents === "number" ? cents : Number.NaN),
});

/** What a bank account's events look like, and have looked like. */
export const accountEvents = eventCatalogue<AccountEvent>({
  AccountOpened: [{ schema: having({ owner: { type: "string" } }) }],
  MoneyDeposited: [
    { schema: having({ cents: { type: "integer" } }), upcast: exactCents },
    { schema: having({ cents: bigint }) },
  ],
  MoneyWithdrawn: [{ schema: having({ cents: bigint }) }],
  AccountClosed: [{ schema: having({}) }],
});
