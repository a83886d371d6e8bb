import { expect, it } from "vitest";

import {
  ANN_HAS_TEN,
  BEGINNING,
  held,
  moved,
  opened,
  postedHold,
  voidedHold,
} from "../../test/in-memory/ledger-story.ts";
import type { LedgerEvent } from "./ledger-event.ts";
import { LedgerState } from "./ledger-state.ts";
import { type Place, placeOf } from "./place-of.ts";

const at = BEGINNING;
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

it.each<readonly [LedgerEvent, string, Place["expect"]]>([
  [opened("eve"), "account-eve", "absent"],
  [{ type: "AccountFrozen", account: "ann", reason: "fraud", at }, "account-ann", { exactly: 1 }],
  [moved({ transfer: "rent" }), "transfer-rent", "absent"],
  [held({ transfer: "hotel" }), "transfer-hotel", "absent"],
  [{ type: "TransferRejected", transfer: "rent", code: "overflow", at }, "transfer-rent", "absent"],
  [postedHold({ transfer: "hotel", by: "post", amount: 1n }), "transfer-hotel", { exactly: 1 }],
  [voidedHold("hotel", "free"), "transfer-hotel", { exactly: 1 }],
  [{ type: "HoldExpired", transfer: "hotel", by: "over", at }, "transfer-hotel", { exactly: 1 }],
  [
    { type: "TransferReversed", transfer: "rent", by: "back", amount: 1n, reason: "", at },
    "transfer-rent",
    "any",
  ],
  [issued, "quote-q17", "absent"],
  [{ type: "QuoteUsed", quote: "q17", conversion: "c", at }, "quote-q17", { exactly: 1 }],
])("%o is told in %s", (event, streamId, expected) => {
  const before = ANN_HAS_TEN.reduce((state, event) => state.after(event), new LedgerState());
  expect(placeOf(event, before)).toEqual({ streamId, expect: expected });
});
