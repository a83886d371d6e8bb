import { expect, it } from "vitest";

import type { LedgerEvent } from "../../../domain/ledger-event.ts";
import { presentEvent } from "../present-event.ts";
import type { PaymentsEvent } from "./event-types.ts";

const at = "2026-11-26T12:00:00.000Z";

/** An event as the service tells it. */
function told(event: LedgerEvent) {
  const kept = { position: 7n, id: "e", streamId: "s", category: "c", version: 1, recordedAt: at };
  return presentEvent({ ...kept, event, meta: { actor: "ann" } }, "cursor");
}

const common = { id: "e", stream: "s", category: "c", version: 1, recorded_at: at, actor: "ann" };

it("an event is told as its type says", () => {
  const posted: PaymentsEvent = {
    ...common,
    cursor: "cursor",
    type: "TransferPosted",
    data: {
      transfer: "t",
      debit_account: "a",
      credit_account: "b",
      amount: "12345678901234567890",
      ledger: "USD",
      code: 1,
      effective_at: at,
      metadata: { orderNumber: "4711" },
      at,
    },
  };
  const event: LedgerEvent = {
    type: "TransferPosted",
    transfer: "t",
    debitAccount: "a",
    creditAccount: "b",
    amount: 12_345_678_901_234_567_890n,
    ledger: "USD",
    code: 1,
    effectiveAt: at,
    metadata: { orderNumber: "4711" },
    at,
  };
  expect(told(event)).toEqual(posted);
});

it("what is inside of an event is told as its type says", () => {
  const issued: PaymentsEvent = {
    ...common,
    cursor: "cursor",
    type: "QuoteIssued",
    data: {
      quote: "q",
      sell: { currency: "USD", minor: "100" },
      buy: { currency: "EUR", minor: "90" },
      rate: { num: "9", den: "10" },
      spread_minor: "0",
      rounding: "floor",
      expires_at: at,
      sell_liquidity: "a",
      buy_liquidity: "b",
      at,
    },
  };
  const event: LedgerEvent = {
    type: "QuoteIssued",
    quote: "q",
    sell: { currency: "USD", minor: 100n },
    buy: { currency: "EUR", minor: 90n },
    rate: { num: 9n, den: 10n },
    spreadMinor: 0n,
    rounding: "floor",
    expiresAt: at,
    sellLiquidity: "a",
    buyLiquidity: "b",
    at,
  };
  expect(told(event)).toEqual(issued);
});
