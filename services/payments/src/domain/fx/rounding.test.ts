import type { Decider } from "@holdfast/cqrs";
import { isRefused } from "@holdfast/money";
import { matching, scenariosOf } from "@holdfast/scenarios";
import { drawn } from "@holdfast/scenarios/fast-check";
import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";
import fc from "fast-check";

import { exponentOf } from "../currencies.ts";
import { type NoQuote, type QuoteRequest, type WorkedOut, workOutQuote } from "./work-out-quote.ts";

type WorkOut = QuoteRequest & { readonly type: "WorkOut" };
type WorkedOutQuote = WorkedOut & { readonly type: "QuoteWorkedOut" };

/** What a quote comes to is worked out without looking at what was there before. */
const rounding: Decider<WorkOut, object, WorkedOutQuote, NoQuote> = {
  initialState: () => ({}),
  decide({ type: _type, ...asked }) {
    const worked = workOutQuote(asked);
    return isRefused(worked) ? worked : [{ type: "QuoteWorkedOut", ...worked }];
  },
  evolve: (state) => state,
};

const refusals = {
  unknown_currency: "the currency is not known, or has no minor unit",
  same_currency: "a currency is not exchanged for itself",
  invalid_rate: "a rate is a positive decimal number with at most 18 decimals",
  invalid_amount: "an amount to exchange is more than nothing",
  amount_too_small: "so little buys nothing",
  overflow: "an amount has 38 digits at most",
} as const;

const sum = (minor: bigint, currency: string): string => {
  const decimals = exponentOf(currency);
  const digits = String(minor).padStart(decimals + 1, "0");
  const point = digits.length - decimals;
  return `${currency} ${digits.slice(0, point)}${decimals === 0 ? "" : `.${digits.slice(point)}`}`;
};

const language = scenariosOf(rounding, {
  says: {
    WorkOut({ sell, buy, fixed: { side, minor }, rate, spreadBps }) {
      const what =
        side === "sell" ? `${buy} for ${sum(minor, sell)}` : `${sum(minor, buy)} for ${sell}`;
      return `how much is ${what}, at ${rate} and a spread of ${spreadBps / 100} %?`;
    },
    QuoteWorkedOut: ({ sell, buy, spreadMinor, rounding: how }) =>
      `${sum(buy.minor, buy.currency)} for ${sum(sell.minor, sell.currency)}, rounded ${how === "floor" ? "down" : "up"}, and ${sum(spreadMinor, sell.currency)} of spread`,
  },
  refusals,
  schemaVersions: { QuoteWorkedOut: 1 },
});
const { feature, rule, scenario, scenarioOutline, forAll, given, when } = language;
const { thenHappened, thenRefused } = language;

const RATE = { num: 1_648_427n, den: 20_000n } as const;
/** How many rupees for USD 100.00? */
const workOut = (more: Partial<QuoteRequest> = {}): WorkOut => ({
  type: "WorkOut",
  sell: "USD",
  buy: "INR",
  fixed: { side: "sell", minor: 10_000n },
  rate: "82.42135",
  spreadBps: 0,
  ...more,
});
const workedOut = (sold: bigint, bought: bigint, more: Partial<WorkedOut> = {}) =>
  ({
    type: "QuoteWorkedOut",
    sell: { currency: "USD", minor: sold },
    buy: { currency: "INR", minor: bought },
    rate: RATE,
    spreadMinor: 0n,
    rounding: "floor",
    ...more,
  }) as const;

const drawnAmounts = fc.record({ minor: fc.bigInt({ min: 1n, max: 10n ** 15n }) });

const roundings = feature("Payments: rounding of exchange", () => {
  rule("What is bought is rounded down, what is sold is rounded up", tellSides);
  rule("The spread is rounded up, and comes on top", tellSpread);
  rule("Each currency has the decimals it has", tellDecimals);
  rule("Nobody ever gets more than the rate says", tellFairness);
  rule("What cannot be worked out is refused", tellRefusals);
});

function tellSides(): void {
  scenario(
    "USD 100.00 are 8242.135 rupees: the half stays with the house",
    given(),
    when(workOut()),
    thenHappened(workedOut(10_000n, 824_213n)),
  );
  scenario(
    "INR 8242.14 are a little more than USD 100.00: a whole cent more is paid",
    given(),
    when(workOut({ fixed: { side: "buy", minor: 824_214n } })),
    thenHappened(workedOut(10_001n, 824_214n, { rounding: "ceil" })),
  );
  scenario(
    "where it can be divided, nothing is rounded",
    given(),
    when(workOut({ rate: "80" })),
    thenHappened(workedOut(10_000n, 800_000n, { rate: { num: 80n, den: 1n } })),
  );
}

function tellSpread(): void {
  scenarioOutline(
    "a part of what is sold, to the next cent",
    [
      { sold: 10_000n, spreadBps: 50, bought: 824_213n, spread: 50n },
      { sold: 10_001n, spreadBps: 50, bought: 824_295n, spread: 51n },
      { sold: 1n, spreadBps: 1, bought: 82n, spread: 1n },
      { sold: 10_000n, spreadBps: 0, bought: 824_213n, spread: 0n },
    ],
    ({ sold, spreadBps, bought, spread }) => [
      given(),
      when(workOut({ fixed: { side: "sell", minor: sold }, spreadBps })),
      thenHappened(workedOut(sold, bought, { spreadMinor: spread })),
    ],
  );
}

function tellDecimals(): void {
  scenario(
    "yen have none",
    given(),
    when(workOut({ buy: "JPY", rate: "150.005" })),
    thenHappened(
      workedOut(10_000n, 0n, {
        buy: { currency: "JPY", minor: 15_000n },
        rate: { num: 30_001n, den: 200n },
      }),
    ),
  );
  scenario(
    "ether has 18, all of which count",
    given(),
    when(workOut({ sell: "ETH", buy: "USD", fixed: { side: "buy", minor: 1n }, rate: "3000" })),
    thenHappened(
      workedOut(0n, 0n, {
        sell: { currency: "ETH", minor: 3_333_333_333_334n },
        buy: { currency: "USD", minor: 1n },
        rate: { num: 3_000n, den: 1n },
        rounding: "ceil",
      }),
    ),
  );
}

function tellFairness(): void {
  const isAtMost = (bought: bigint, sold: bigint) => bought * RATE.den <= sold * RATE.num;
  forAll(
    "whatever is sold",
    drawn(drawnAmounts, { example: { minor: 12_345n } }),
    ({ minor: sold }) => [
      given(),
      when(workOut({ fixed: { side: "sell", minor: sold } })),
      thenHappened({
        ...workedOut(sold, 0n),
        buy: {
          currency: "INR",
          minor: matching(
            "as much as the rate says, and less than one unit less",
            (minor) =>
              typeof minor === "bigint" && isAtMost(minor, sold) && !isAtMost(minor + 1n, sold),
          ),
        },
      }),
    ],
  );
  forAll(
    "whatever is bought",
    drawn(drawnAmounts, { example: { minor: 12_345n } }),
    ({ minor: bought }) => [
      given(),
      when(workOut({ fixed: { side: "buy", minor: bought } })),
      thenHappened({
        ...workedOut(0n, bought, { rounding: "ceil" }),
        sell: {
          currency: "USD",
          minor: matching(
            "as much as the rate asks for, and less than one unit more",
            (minor) =>
              typeof minor === "bigint" && isAtMost(bought, minor) && !isAtMost(bought, minor - 1n),
          ),
        },
      }),
    ],
  );
}

function tellRefusals(): void {
  scenario(
    "what buys less than the smallest unit buys nothing",
    given(),
    when(workOut({ sell: "INR", buy: "USD", rate: "0.01", fixed: { side: "sell", minor: 1n } })),
    thenRefused("amount_too_small"),
  );
  scenarioOutline("an amount is something", [{ minor: 0n }, { minor: -1n }], ({ minor }) => [
    given(),
    when(workOut({ fixed: { side: "sell", minor } })),
    thenRefused("invalid_amount"),
  ]);
  scenario(
    "and no more than can be counted",
    given(),
    when(workOut({ fixed: { side: "sell", minor: 10n ** 38n - 1n } })),
    thenRefused("overflow"),
  );
  scenarioOutline(
    "a rate is a number",
    [{ rate: "0" }, { rate: "-1" }, { rate: "1e3" }, { rate: "0.1234567890123456789" }],
    ({ rate }) => [given(), when(workOut({ rate })), thenRefused("invalid_rate")],
  );
  scenario(
    "gold has no minor unit",
    given(),
    when(workOut({ buy: "XAU" })),
    thenRefused("unknown_currency", { currency: "XAU" }),
  );
  scenario(
    "dollars are not exchanged for dollars",
    given(),
    when(workOut({ buy: "USD" })),
    thenRefused("same_currency"),
  );
}

runFeature(roundings);
runFeature(roundings, inMemoryRunner);
