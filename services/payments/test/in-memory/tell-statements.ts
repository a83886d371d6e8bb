import { type Feature, scenariosOf } from "@holdfast/scenarios";

import type { Balances } from "../../src/domain/balances.ts";
import type { NewTransfer } from "../../src/domain/ledger-command.ts";
import { CHART_SAYS, openingAs } from "./chart-story.ts";
import { HISTORY_READ_MODELS, type StatementRow } from "./history-words.ts";
import { after, asking, holding, moving, reversing } from "./ledger-story.ts";
import { LEDGER_WORDS } from "./ledger-words.ts";
import { toldLedger } from "./told-ledger.ts";

const part = {
  /** Nothing is refused here but, for a moment, by a writer who has not seen what the other one did. */
  refusals: {
    account_not_found: "",
    insufficient_funds: "",
    transfer_not_found: "",
    pending_transfer_not_found: "",
  },
  events: {
    AccountOpened: 1,
    TransferPosted: 1,
    TransferHeld: 1,
    HoldPosted: 1,
    HoldExpired: 1,
    TransferReversed: 1,
  },
} as const;
const language = scenariosOf(toldLedger(part), {
  ...LEDGER_WORDS,
  says: CHART_SAYS,
  schemaVersions: part.events,
  readModels: HISTORY_READ_MODELS,
});
const { feature, rule, scenario, given, accepted, afterTime, when, whenTimePasses } = language;
const { thenReadModel } = language;

const OPEN = [
  accepted(openingAs("bank", 1_000)),
  accepted(openingAs("ann", 2_000)),
  accepted(openingAs("bob", 2_000)),
] as const;
const paying = (id: string, amount: bigint, more: Partial<NewTransfer> = {}) =>
  asking(moving(id, { amount, ...more }));
/** Ann pays in so much at her bank. */
const payingIn = (id: string, amount: bigint, more: Partial<NewTransfer> = {}) =>
  paying(id, amount, { debitAccount: "bank", creditAccount: "ann", ...more });
const salary = payingIn("salary", 1_000n);
const hotel = asking(holding("hotel", { amount: 600n, timeoutSeconds: 3_600 }));

const held = (posted: bigint, available = posted): Balances => ({
  posted,
  available,
  pending: available,
});
const opening = (balances: Balances): StatementRow => ({ row: "opening", ...balances });
const closing = (balances: Balances): StatementRow => ({ row: "closing", ...balances });

type Line = Extract<StatementRow, { readonly row: "line" }>;

/** A line of Ann's, in which money came from the bank or went to Bob. */
function line(transfer: string, change: bigint, more: Partial<Line> = {}): StatementRow {
  const isIn = change > 0n;
  return {
    row: "line",
    transfer,
    kind: "posted",
    side: isIn ? "credit" : "debit",
    counterparty: isIn ? "bank" : "bob",
    change,
    held: 0n,
    after: change,
    ...more,
  };
}

/** What readers see of the past: statements, balances at a time, trial balances. */
export function tellStatements(): Feature {
  return feature("Payments: statements and balances", () => {
    rule("Opening balance and all changes make the closing balance", tellLines);
    rule("A statement is of a time, and so is a balance", tellTimes);
    rule("What counts from another day is in the order of these days, if one asks", tellEffect);
    rule("Over all accounts, debits and credits are the same in sum", tellTrialBalance);
  });
}

function tellLines(): void {
  scenario(
    "nothing has happened on the account",
    given(...OPEN),
    when(paying("other", 100n, { debitAccount: "bank", creditAccount: "bob" })),
    thenReadModel("statement", { of: "ann" }, [opening(held(0n)), closing(held(0n))]),
  );
  scenario(
    "what is held changes what is available, and the balance once it is posted",
    given(...OPEN, accepted(salary), accepted(hotel)),
    when(asking({ kind: "post_hold", id: "post", hold: "hotel", amount: 250n })),
    thenReadModel("statement", { of: "ann" }, [
      opening(held(0n)),
      line("salary", 1_000n),
      line("hotel", 0n, { kind: "pending", held: 600n, after: 1_000n }),
      line("post", -250n, { kind: "post", held: -600n, after: 750n }),
      closing(held(750n)),
    ]),
  );
  scenario(
    "a hold whose time is over gives back what it held",
    given(...OPEN, accepted(salary), accepted(hotel)),
    whenTimePasses(
      { hours: 2 },
      asking({ kind: "expire_hold", id: "expiry of the hold", hold: "hotel" }),
    ),
    thenReadModel("statement", { of: "ann" }, [
      opening(held(0n)),
      line("salary", 1_000n),
      line("hotel", 0n, { kind: "pending", held: 600n, after: 1_000n }),
      line("expiry of the hold", 0n, { kind: "expiry", held: -600n, after: 1_000n }),
      closing(held(1_000n)),
    ]),
  );
  scenario(
    "what is taken back is a line of its own, the other way round",
    given(...OPEN, accepted(salary), accepted(paying("rent", 300n))),
    when(asking(reversing("back", "rent"))),
    thenReadModel("statement", { of: "ann" }, [
      opening(held(0n)),
      line("salary", 1_000n),
      line("rent", -300n, { after: 700n }),
      line("back", 300n, { kind: "reversal", counterparty: "bob", after: 1_000n }),
      closing(held(1_000n)),
    ]),
  );
  scenario(
    "an asset is seen from its own side: what is debited comes",
    given(...OPEN),
    when(salary),
    thenReadModel("statement", { of: "bank" }, [
      opening(held(0n)),
      line("salary", 1_000n, { side: "debit", counterparty: "ann" }),
      closing(held(1_000n)),
    ]),
  );
}

function tellTimes(): void {
  /** A salary, rent a minute later, and half of it again a minute after that. */
  const PAST = [
    ...OPEN,
    accepted(salary),
    afterTime({ minutes: 1 }),
    accepted(paying("rent", 300n)),
    afterTime({ minutes: 1 }),
  ] as const;
  const [before, later] = [after(30), after(90)];
  scenario(
    "from one time up to another: it begins with what there was, and ends with what there was then",
    given(...PAST),
    when(paying("beer", 50n)),
    thenReadModel("statement", { of: "ann", from: before, asOf: later }, [
      opening(held(1_000n)),
      line("rent", -300n, { after: 700n }),
      closing(held(700n)),
    ]),
    thenReadModel("statement", { of: "ann", from: later }, [
      opening(held(700n)),
      line("beer", -50n, { after: 650n }),
      closing(held(650n)),
    ]),
  );
  scenario(
    "what an account held at a time stays what it is, whatever comes",
    given(...PAST),
    when(paying("beer", 50n)),
    thenReadModel("balances at a time", { of: "ann", asOf: before }, [held(1_000n)]),
    thenReadModel("balances at a time", { of: "ann", asOf: later }, [held(700n)]),
    thenReadModel("balances at a time", { of: "ann" }, [held(650n)]),
  );
  scenario(
    "what is held then is not available then",
    given(...OPEN, accepted(salary), accepted(hotel), afterTime({ minutes: 1 })),
    when(asking({ kind: "post_hold", id: "post", hold: "hotel" })),
    thenReadModel("balances at a time", { of: "ann", asOf: before }, [held(1_000n, 400n)]),
    thenReadModel("balances at a time", { of: "ann" }, [held(400n)]),
  );
  scenario(
    "before anything has happened it held nothing",
    given(...OPEN, afterTime({ minutes: 1 })),
    when(salary),
    thenReadModel("balances at a time", { of: "ann", asOf: before }, [held(0n)]),
  );
}

function tellEffect(): void {
  const december = "2025-12-01T00:00:00.000Z";
  const bonus = payingIn("bonus", 200n, { effectiveAt: december });
  scenario(
    "what is told after the fact comes before what it precedes; by recording it comes after",
    given(...OPEN, accepted(salary)),
    when(bonus),
    thenReadModel("statement", { of: "ann", by: "effective" }, [
      opening(held(0n)),
      line("bonus", 200n),
      line("salary", 1_000n, { after: 1_200n }),
      closing(held(1_200n)),
    ]),
    thenReadModel("statement", { of: "ann" }, [
      opening(held(0n)),
      line("salary", 1_000n),
      line("bonus", 200n, { after: 1_200n }),
      closing(held(1_200n)),
    ]),
  );
  scenario(
    "holds move nothing, and are left out",
    given(...OPEN, accepted(salary), accepted(hotel)),
    when(bonus),
    thenReadModel("statement", { of: "ann", by: "effective", asOf: december }, [
      opening(held(0n)),
      line("bonus", 200n),
      closing(held(200n)),
    ]),
  );
}

function tellTrialBalance(): void {
  const sums = (debitsPosted: bigint, creditsPosted: bigint, onHold = 0n) => ({
    debitsPending: onHold,
    debitsPosted,
    creditsPending: onHold,
    creditsPosted,
  });
  scenario(
    "class by class, what is held included",
    given(...OPEN, accepted(salary), accepted(paying("rent", 300n))),
    when(hotel),
    thenReadModel("trial balance", { ledger: "USD" }, [
      { code: 1_000, ...sums(1_000n, 0n) },
      { code: 2_000, ...sums(300n, 1_300n, 600n) },
      { code: "all", ...sums(1_300n, 1_300n, 600n) },
    ]),
  );
  scenario(
    "each currency by itself",
    given(
      ...OPEN,
      accepted(salary),
      accepted({ ...openingAs("vault", 1_000), ledger: "EUR" }),
      accepted({ ...openingAs("anne", 2_000), ledger: "EUR" }),
    ),
    when(paying("gift", 500n, { debitAccount: "vault", creditAccount: "anne", ledger: "EUR" })),
    thenReadModel("trial balance", { ledger: "EUR" }, [
      { code: 1_000, ...sums(500n, 0n) },
      { code: 2_000, ...sums(0n, 500n) },
      { code: "all", ...sums(500n, 500n) },
    ]),
  );
}
