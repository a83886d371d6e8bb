import { scenariosOf } from "@holdfast/scenarios";
import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";

import { CHART_SAYS, openedAs, openingAs } from "../../test/in-memory/chart-story.ts";
import {
  asking,
  askingForAll,
  BEGINNING,
  moved,
  moving,
  reversing,
} from "../../test/in-memory/ledger-story.ts";
import { LEDGER_WORDS } from "../../test/in-memory/ledger-words.ts";
import { toldLedger } from "../../test/in-memory/told-ledger.ts";
import type { NewTransfer } from "./ledger-command.ts";

const part = {
  refusals: {
    insufficient_funds: "the account has less than that, or is owed less than that",
    account_not_empty: "an account is closed when nothing is left on it",
    account_closed: "nothing is moved on a closed account",
  },
  events: { AccountOpened: 1, AccountClosed: 1, TransferPosted: 1, TransferReversed: 1 },
} as const;
const language = scenariosOf(toldLedger(part), {
  ...LEDGER_WORDS,
  says: CHART_SAYS,
  refusals: part.refusals,
  schemaVersions: part.events,
});
const { feature, rule, scenario, given, accepted, when } = language;
const { thenHappened, thenRefused, thenReadModel, thenIdempotent } = language;

const linked = { isLinked: true } as const;
const bank = openedAs("bank", 1_000);
const ann = openedAs("ann", 2_000);
const bob = openedAs("bob", 2_000);
const fees = openedAs("fees", 4_000);
const loan = openedAs("loan", 1_200);
const due = openedAs("interest due", 1_210);
const earned = openedAs("interest", 4_100);
const lost = openedAs("loan losses", 5_100);
const profit = openedAs("profit", 3_100);

/** What is debited and what is credited. */
const sides = (debitAccount: string, creditAccount: string) => ({ debitAccount, creditAccount });
const move = (id: string, pair: ReturnType<typeof sides>, more: Partial<NewTransfer>) =>
  moving(id, { ...pair, ...more });
/** All of what is left on one side. */
const all = (balancing: "debit" | "credit") => ({ amount: "max", balancing }) as const;

/** Ann has paid USD 100.00 in by her bank. */
const paidIn = moved({ transfer: "pay-in", ...sides("bank", "ann"), amount: 10_000n });
const WALLETS = [bank, ann, bob, fees, paidIn] as const;
const granted = moved({ transfer: "grant", ...sides("loan", "ann"), amount: 50_000n });
const accrued = moved({ transfer: "march", ...sides("interest due", "interest"), amount: 400n });
/** Ann owes USD 500.00, and USD 4.00 of interest. */
const LOAN = [...WALLETS, loan, due, earned, lost, granted, accrued] as const;

const short = (account: string, available: bigint, required: bigint) =>
  ({ account, available, required, currency: "USD" }) as const;
const balance = (account: string, amount: bigint, entries: bigint) =>
  thenReadModel("balances", { of: account }, [
    { account, posted: amount, available: amount, pending: amount, entries },
  ]);

const chart = feature("Payments: wallets, fees and loans", () => {
  rule("Each account has a class, and grows on the side of its class", () => {
    scenario(
      "an account at the bank and a customer's, a loan, what is earned and what the owners have",
      given(),
      when(
        openingAs("bank", 1_000),
        openingAs("ann", 2_000),
        openingAs("loan", 1_200),
        openingAs("interest", 4_100),
        openingAs("loan losses", 5_100),
        openingAs("profit", 3_100),
      ),
      thenHappened(bank, ann, loan, earned, lost, profit),
    );
  });
  rule("What customers have is what the house owes them, and has at its bank", tellWallets);
  rule("A fee moves with what it is for, or nothing does", tellFees);
  rule("A loan is what a customer owes the house", tellLoans);
  rule("A repayment pays interest first, then principal, or nothing at all", tellRepayments);
  rule("What will never be paid is a loss", tellLosses);
  rule("A period ends when income and expenses are moved to equity", tellClosing);
});

function tellWallets(): void {
  scenario(
    "money comes in: there is more at the bank, and more is owed",
    given(bank, ann),
    when(asking(move("pay-in", sides("bank", "ann"), { amount: 10_000n }))),
    thenHappened(paidIn),
    balance("bank", 10_000n, 1n),
    balance("ann", 10_000n, 1n),
  );
  scenario(
    "money goes out the other way",
    given(...WALLETS),
    when(asking(move("pay-out", sides("ann", "bank"), { amount: 4_000n }))),
    thenHappened(moved({ transfer: "pay-out", ...sides("ann", "bank"), amount: 4_000n })),
    balance("bank", 6_000n, 2n),
    balance("ann", 6_000n, 2n),
  );
  scenario(
    "more than there is does not go out",
    given(...WALLETS),
    when(asking(move("pay-out", sides("ann", "bank"), { amount: 10_001n }))),
    thenRefused("insufficient_funds", short("ann", 10_000n, 10_001n)),
  );
}

function tellFees(): void {
  const payment = { ...moving("payment", { amount: 2_000n }), ...linked };
  const fee = move("fee", sides("ann", "fees"), { amount: 50n });
  scenario(
    "Ann pays Bob, and the house for it",
    given(...WALLETS),
    when(asking(payment, fee)),
    thenHappened(
      moved({ transfer: "payment", amount: 2_000n }),
      moved({ transfer: "fee", ...sides("ann", "fees"), amount: 50n }),
    ),
    balance("ann", 7_950n, 3n),
    balance("fees", 50n, 1n),
    thenIdempotent(),
  );
  scenario(
    "with enough for the payment but not for the fee, nothing is paid",
    given(...WALLETS),
    when(asking({ ...payment, amount: 9_951n }, fee)),
    thenRefused("insufficient_funds", short("ann", 49n, 50n)),
  );
  scenario(
    "a fee is given back by taking its transfer back",
    given(...WALLETS, accepted(asking(payment, fee))),
    when(asking(reversing("goodwill", "fee", { reason: "complaint 7" }))),
    thenHappened(
      moved({
        transfer: "goodwill",
        ...sides("fees", "ann"),
        amount: 50n,
        reverses: "fee",
        reason: "complaint 7",
      }),
      {
        type: "TransferReversed",
        transfer: "fee",
        by: "goodwill",
        amount: 50n,
        reason: "complaint 7",
        at: BEGINNING,
      },
    ),
    balance("fees", 0n, 2n),
  );
}

function tellLoans(): void {
  scenario(
    "granted, it is on the customer's account, and owed",
    given(...WALLETS, loan),
    when(asking(move("grant", sides("loan", "ann"), { amount: 50_000n }))),
    thenHappened(granted),
    balance("loan", 50_000n, 1n),
    balance("ann", 60_000n, 2n),
  );
  scenario(
    "interest is owed and earned as it accrues, before anybody pays it",
    given(...WALLETS, loan, due, earned, granted),
    when(asking(move("march", sides("interest due", "interest"), { amount: 400n }))),
    thenHappened(accrued),
    balance("interest due", 400n, 1n),
    balance("interest", 400n, 1n),
  );
}

function tellRepayments(): void {
  const interest = {
    ...move("1 interest", sides("ann", "interest due"), { amount: 400n }),
    ...linked,
  };
  const principal = move("1 principal", sides("ann", "loan"), { amount: 9_600n });
  scenario(
    "USD 100.00 are USD 4.00 of interest and USD 96.00 of principal",
    given(...LOAN),
    when(asking(interest, principal)),
    thenHappened(
      moved({ transfer: "1 interest", ...sides("ann", "interest due"), amount: 400n }),
      moved({ transfer: "1 principal", ...sides("ann", "loan"), amount: 9_600n }),
    ),
    balance("interest due", 0n, 2n),
    balance("loan", 40_400n, 2n),
    thenIdempotent(),
  );
  scenario(
    "who cannot pay both pays neither",
    given(...LOAN, moved({ transfer: "rent", amount: 59_000n })),
    when(asking(interest, principal)),
    thenRefused("insufficient_funds", short("ann", 600n, 9_600n)),
  );
  scenario(
    "nobody pays back more than is owed",
    given(...LOAN),
    when(asking(interest, { ...principal, amount: 50_001n })),
    thenRefused("insufficient_funds", short("loan", 50_000n, 50_001n)),
  );
  scenario(
    "what is owed may be looked up by the ledger: all interest, and as much principal as is left",
    given(...LOAN),
    when(asking({ ...interest, ...all("credit") }, { ...principal, ...all("credit") })),
    thenHappened(
      moved({ transfer: "1 interest", ...sides("ann", "interest due"), amount: 400n }),
      moved({ transfer: "1 principal", ...sides("ann", "loan"), amount: 50_000n }),
    ),
    balance("loan", 0n, 2n),
  );
}

function tellLosses(): void {
  const close = { type: "CloseAccount", account: "loan", reason: "written off" } as const;
  const rest = move("write-off", sides("loan losses", "loan"), all("credit"));
  const writtenOff = moved({
    transfer: "write-off",
    ...sides("loan losses", "loan"),
    amount: 50_000n,
  });
  scenario(
    "a loan that is owed is not closed",
    given(...LOAN),
    when(close),
    thenRefused("account_not_empty", { account: "loan", posted: 50_000n }),
  );
  scenario(
    "its rest is moved to the losses",
    given(...LOAN),
    when(asking(rest)),
    thenHappened(writtenOff),
    balance("loan", 0n, 2n),
    balance("loan losses", 50_000n, 1n),
  );
  scenario(
    "and then it is closed",
    given(...LOAN, writtenOff),
    when(close),
    thenHappened({
      type: "AccountClosed",
      account: "loan",
      reason: "written off",
      at: BEGINNING,
    }),
  );
  scenario(
    "from then on nobody can pay it back by mistake",
    given(...LOAN, writtenOff, accepted(close)),
    when(asking(move("late", sides("ann", "loan"), { amount: 1n }))),
    thenRefused("account_closed", { account: "loan" }),
  );
  scenario(
    "interest that was earned and never paid is given up in the same way",
    given(...LOAN),
    when(asking(move("waiver", sides("interest", "interest due"), all("credit")))),
    thenHappened(moved({ transfer: "waiver", ...sides("interest", "interest due"), amount: 400n })),
    balance("interest", 0n, 2n),
  );
}

function tellClosing(): void {
  const income = move("close interest", sides("interest", "profit"), all("debit"));
  const expenses = move("close losses", sides("profit", "loan losses"), all("credit"));
  const loss = moved({ transfer: "loss", ...sides("loan losses", "loan"), amount: 150n });
  scenario(
    "what was earned less what was lost is what the owners have more",
    given(...LOAN, profit, loss),
    when(askingForAll(income, expenses)),
    thenHappened(
      moved({ transfer: "close interest", ...sides("interest", "profit"), amount: 400n }),
      moved({ transfer: "close losses", ...sides("profit", "loan losses"), amount: 150n }),
    ),
    balance("profit", 250n, 2n),
    balance("interest", 0n, 2n),
    balance("loan losses", 0n, 2n),
  );
  scenario(
    "an account on which nothing happened is left out, since nothing can be moved from it",
    given(...LOAN, profit),
    when(askingForAll(income, expenses)),
    thenRefused("insufficient_funds", short("loan losses", 0n, 1n)),
  );
}

runFeature(chart);
runFeature(chart, inMemoryRunner);
