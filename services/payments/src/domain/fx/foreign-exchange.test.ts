import { scenariosOf } from "@holdfast/scenarios";
import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";

import {
  after,
  ANN_HAS_TEN,
  BEGINNING,
  moved,
  opened,
  openedHouse,
  LET_ANN_HAVE_TEN,
} from "../../../test/in-memory/ledger-story.ts";
import { LEDGER_WORDS } from "../../../test/in-memory/ledger-words.ts";
import { toldLedger, type ToldLedger } from "../../../test/in-memory/told-ledger.ts";
import { AMOUNT_MAX } from "../counters.ts";
import type { TransferPosted } from "../ledger-event.ts";
import { FX_CODE } from "./decide-fx.ts";
import type { Convert, IssueQuote } from "./fx-command.ts";
import type { QuoteIssued, QuoteUsed } from "./fx-event.ts";
import type { Quote } from "./quote.ts";
const part = {
  refusals: {
    invalid_amount: "an amount, and each number of a rate, is a whole number from 1 to 38 digits",
    account_frozen: "nothing new is moved on a frozen account",
    currency_mismatch: "a transfer has one currency, and so have both of its accounts",
    insufficient_funds: "the account has less than that",
    exists_with_different_user_data: "the id is that of a transfer for something else",
    quote_not_found: "there is no such quote",
    quote_already_used: "a quote is used once",
    quote_expired: "the time of the quote is over",
    quote_exists_with_different_content: "the id is that of another quote",
  },
  events: { AccountOpened: 1, AccountFrozen: 1, TransferPosted: 1, QuoteIssued: 1, QuoteUsed: 1 },
} as const;
const phase = ({ quotes: { q17 } }: ToldLedger): string =>
  q17 === undefined ? "absent" : q17.usedBy === undefined ? "promised" : "used";
const language = scenariosOf(
  { ...toldLedger(part), phase },
  { ...LEDGER_WORDS, refusals: part.refusals, schemaVersions: part.events },
);
const { feature, rule, scenario, scenarioOutline, given, accepted, when } = language;
const { whenTimePasses, thenHappened, thenRefused, thenNothing, thenReadModel } = language;

const at = BEGINNING;
/** USD 100.00 at 82.42135, rounded in favour of the house, and USD 0.50 for its trouble. */
const promised: Quote = {
  quote: "q17",
  sell: { currency: "USD", minor: 10_000n },
  buy: { currency: "INR", minor: 824_213n },
  rate: { num: 8_242_135n, den: 100_000n },
  spreadMinor: 50n,
  rounding: "floor",
  expiresAt: after(60),
  sellLiquidity: "desk",
  buyLiquidity: "vault",
  fees: "fees",
};
const { expiresAt: _expiresAt, ...terms } = promised;
const promise = (more: Partial<IssueQuote> = {}): IssueQuote => ({
  type: "IssueQuote",
  ...terms,
  validSeconds: 60,
  ...more,
});
const issued = (more: Partial<Quote> = {}): QuoteIssued => ({
  type: "QuoteIssued",
  at,
  ...promised,
  ...more,
});
const convert = (more: Partial<Convert> = {}): Convert => ({
  type: "Convert",
  quote: "q17",
  conversion: "conversion",
  source: "ann",
  destination: "anju",
  transfers: { sold: "sold", spread: "spread", bought: "bought" },
  ...more,
});

const { fees: _fees, ...unnamed } = promised;

/** Ann has USD 110.00 and an empty account in rupees, the house has what it takes to exchange. */
const DESK = [
  ...ANN_HAS_TEN,
  opened("anju", { ledger: "INR" }),
  openedHouse("desk"),
  openedHouse("fees"),
  openedHouse("vault", { ledger: "INR" }),
  moved({ transfer: "bonus", debitAccount: "house", creditAccount: "ann", amount: 10_000n }),
] as const;

function leg(transfer: string, more: Partial<TransferPosted>): TransferPosted {
  return moved({ transfer, code: FX_CODE, batch: "conversion", quote: "q17", ...more });
}

const sold = leg("sold", { creditAccount: "desk", amount: 10_000n });
const bought = leg("bought", {
  debitAccount: "vault",
  creditAccount: "anju",
  amount: 824_213n,
  ledger: "INR",
});
const spread = leg("spread", { creditAccount: "fees", amount: 50n });
const used: QuoteUsed = { type: "QuoteUsed", quote: "q17", conversion: "conversion", at };

const exchange = feature("Payments: foreign exchange", () => {
  rule("What the stories begin with", () => {
    scenario(
      "the house, Ann with USD 10.00 from it, and Bob",
      given(),
      when(...LET_ANN_HAVE_TEN),
      thenHappened(...ANN_HAS_TEN),
    );
  });
  rule("A quote promises amounts for a while", tellQuotes);
  rule("What is sold, the spread and what is bought move together", tellConversions);
  rule("A quote is used once, in time, and binds the amounts", tellUse);
  rule("No leg of a conversion is one that was there before", tellLegs);
});

function tellQuotes(): void {
  scenario("amounts, rate and spread are told", given(), when(promise()), thenHappened(issued()));
  scenario(
    "asked for again with the same content, also a while later, it is given already",
    given(issued()),
    whenTimePasses({ seconds: 30 }, promise()),
    thenNothing(),
  );
  scenario(
    "also when it was used up and its time is over",
    given(...DESK, issued(), accepted(convert())),
    whenTimePasses({ days: 1 }, promise()),
    thenNothing(),
  );
  scenarioOutline(
    "with other content under the same id it is refused",
    [
      { change: { sell: { currency: "USD", minor: 10_001n } } },
      { change: { buy: { currency: "INR", minor: 824_214n } } },
      { change: { rate: { num: 8_242_136n, den: 100_000n } } },
      { change: { spreadMinor: 0n } },
      { change: { rounding: "ceil" } },
      { change: { fees: "desk" } },
      { change: { validSeconds: 61 } },
    ] as const,
    ({ change }) => [
      given(issued()),
      when(promise(change)),
      thenRefused("quote_exists_with_different_content", { quote: "q17" }),
    ],
  );
  scenarioOutline(
    "every number is one that can be counted with",
    [
      { change: { sell: { currency: "USD", minor: 0n } } },
      { change: { buy: { currency: "INR", minor: AMOUNT_MAX + 1n } } },
      { change: { rate: { num: 0n, den: 1n } } },
      { change: { rate: { num: 1n, den: 0n } } },
      { change: { spreadMinor: -1n } },
    ],
    ({ change }) => [given(), when(promise(change)), thenRefused("invalid_amount")],
  );
  scenario(
    "nothing is promised for a time that is over",
    given(),
    when(promise({ validSeconds: 0 })),
    thenRefused("quote_expired", { quote: "q17" }),
  );
}

function tellConversions(): void {
  scenario(
    "the rate and the spread can be told apart",
    given(...DESK, issued()),
    when(convert()),
    thenHappened(sold, bought, spread, used),
    thenReadModel("balances", { of: "ann" }, [
      { account: "ann", posted: 950n, available: 950n, pending: 950n, entries: 4n },
    ]),
    thenReadModel("balances", { of: "fees" }, [
      { account: "fees", posted: 50n, available: 50n, pending: 50n, entries: 1n },
    ]),
  );
  scenario(
    "where no account is named for the fees, the desk gets them, in a leg of their own",
    given(...DESK, { type: "QuoteIssued", at, ...unnamed }),
    when(convert()),
    thenHappened(sold, bought, { ...spread, creditAccount: "desk" }, used),
  );
  scenario(
    "without a spread there are two legs",
    given(...DESK, issued({ spreadMinor: 0n })),
    when(convert()),
    thenHappened(sold, bought, used),
  );
  scenario(
    "whoever has enough for the rate but not for the spread converts nothing",
    given(...DESK, issued(), moved({ transfer: "rent", amount: 951n })),
    when(convert()),
    thenRefused("insufficient_funds", {
      account: "ann",
      available: 49n,
      required: 50n,
      currency: "USD",
    }),
  );
  scenario(
    "the accounts are in the currencies of the quote",
    given(...DESK, issued()),
    when(convert({ destination: "bob" })),
    thenRefused("currency_mismatch", { debit: "INR", credit: "USD" }),
  );
  scenario(
    "and so are those of the house, and not frozen",
    given(
      ...DESK,
      issued(),
      accepted({ type: "FreezeAccount", account: "vault", reason: "audit" }),
    ),
    when(convert()),
    thenRefused("account_frozen", { account: "vault" }),
  );
}

function tellUse(): void {
  scenario(
    "there has to be a quote",
    given(...DESK),
    when(convert()),
    thenRefused("quote_not_found", { quote: "q17" }),
  );
  scenario(
    "before its time is over",
    given(...DESK, issued()),
    whenTimePasses({ seconds: 59 }, convert()),
    thenHappened(
      { ...sold, at: after(59) },
      { ...bought, at: after(59) },
      { ...spread, at: after(59) },
      { type: "QuoteUsed", quote: "q17", conversion: "conversion", at: after(59) },
    ),
  );
  scenario(
    "not from then on",
    given(...DESK, issued()),
    whenTimePasses({ seconds: 60 }, convert()),
    thenRefused("quote_expired", { quote: "q17" }),
  );
  scenario(
    "asked for again, the conversion is done already, also when the time is over",
    given(...DESK, issued(), accepted(convert())),
    whenTimePasses({ minutes: 5 }, convert()),
    thenNothing(),
  );
  scenarioOutline(
    "another conversion by the same quote is refused",
    [
      { other: { conversion: "second" } },
      { other: { source: "bob" } },
      { other: { transfers: { sold: "sold", spread: "spread", bought: "second" } } },
    ],
    ({ other }) => [
      given(...DESK, issued(), accepted(convert())),
      when(convert(other)),
      thenRefused("quote_already_used", { quote: "q17" }),
    ],
  );
}

function tellLegs(): void {
  scenario(
    "what was sold by another quote is not sold by this one",
    given(...DESK, issued({ quote: "first" }), accepted(convert({ quote: "first" })), issued()),
    when(
      convert({
        conversion: "second",
        transfers: { sold: "sold", spread: "spread", bought: "new" },
      }),
    ),
    thenRefused("exists_with_different_user_data", { transfer: "sold" }),
  );
  scenario(
    "nor is what looks as if it had been sold by it",
    given(...DESK, issued(), sold),
    when(convert()),
    thenRefused("exists_with_different_user_data", { transfer: "sold" }),
  );
  scenario(
    "nor is the spread what was sold, be it as much",
    given(...DESK, issued({ spreadMinor: 10_000n, fees: "desk" })),
    when(convert({ transfers: { sold: "one", spread: "one", bought: "bought" } })),
    thenRefused("exists_with_different_user_data", { transfer: "one" }),
  );
}

runFeature(exchange);
runFeature(exchange, inMemoryRunner);
