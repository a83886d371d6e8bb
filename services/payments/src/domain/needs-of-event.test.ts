import { expect, it } from "vitest";

import {
  BEGINNING,
  held,
  moved,
  opened,
  postedHold,
  voidedHold,
} from "../../test/in-memory/ledger-story.ts";
import type { LedgerEvent } from "./ledger-event.ts";
import { needsOfEvent } from "./needs-of-event.ts";
import type { Needs } from "./needs-of.ts";

const at = BEGINNING;
const NOTHING: Needs = { accounts: [], numbers: [], transfers: [], quotes: [] };
const changed = { account: "ann", reason: "fraud", at } as const;
const issued = {
  type: "QuoteIssued",
  quote: "q17",
  sell: { currency: "USD", minor: 1n },
  buy: { currency: "INR", minor: 82n },
  rate: { num: 82n, den: 1n },
  spreadMinor: 0n,
  rounding: "floor",
  expiresAt: at,
  sellLiquidity: "desk",
  buyLiquidity: "vault",
  at,
} as const;

it.each<readonly [LedgerEvent, Partial<Needs>]>([
  [opened("ann", { number: "ACC777" }), { accounts: ["ann"] }],
  [{ type: "AccountFrozen", ...changed }, { accounts: ["ann"] }],
  [{ type: "AccountUnfrozen", ...changed }, { accounts: ["ann"] }],
  [{ type: "AccountClosed", ...changed }, { accounts: ["ann"] }],
  [{ type: "AccountReopened", ...changed }, { accounts: ["ann"] }],
  [{ type: "LimitsChanged", ...changed, limit: "none", minAvailable: 0n }, { accounts: ["ann"] }],
  [moved({ transfer: "rent" }), { accounts: ["ann", "bob"] }],
  [held({ transfer: "hotel" }), { accounts: ["ann", "bob"] }],
  [postedHold({ transfer: "hotel", by: "post", amount: 1n }), { transfers: ["hotel"] }],
  [voidedHold("hotel", "free"), { transfers: ["hotel"] }],
  [{ type: "HoldExpired", transfer: "hotel", by: "over", at }, { transfers: ["hotel"] }],
  [
    { type: "TransferReversed", transfer: "rent", by: "back", amount: 1n, reason: "", at },
    { transfers: ["rent"] },
  ],
  [{ type: "TransferRejected", transfer: "rent", code: "overflow", at }, {}],
  [issued, {}],
  [{ type: "QuoteUsed", quote: "q17", conversion: "c", at }, { quotes: ["q17"] }],
])("what has to be known for %o", (event, needs) => {
  expect(needsOfEvent(event)).toEqual({ ...NOTHING, ...needs });
});
