import { matching, scenariosOf } from "@holdfast/scenarios";
import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";

import {
  ANN_HAS_TEN,
  asking,
  held,
  holding,
  moved,
  moving,
  opened,
  openedHouse,
  LET_ANN_HAVE_TEN,
} from "../../test/in-memory/ledger-story.ts";
import { LEDGER_WORDS } from "../../test/in-memory/ledger-words.ts";
import { toldLedger } from "../../test/in-memory/told-ledger.ts";
import { AMOUNT_MAX } from "./counters.ts";

const part = {
  refusals: {
    invalid_amount: "an amount is a whole number from 1 to 38 digits",
    accounts_must_be_different: "money is moved between two accounts",
    account_not_found: "there is no such account",
    account_frozen: "nothing new is moved on a frozen account",
    account_closed: "nothing is moved on a closed account",
    currency_mismatch: "a transfer has one currency, and so have both of its accounts",
    overflow: "an account counts 38 digits on each side",
    insufficient_funds: "the account has less than that",
  },
  events: {
    AccountOpened: 1,
    AccountFrozen: 1,
    AccountClosed: 1,
    TransferPosted: 1,
    TransferHeld: 1,
  },
} as const;
const language = scenariosOf(toldLedger(part), {
  ...LEDGER_WORDS,
  refusals: part.refusals,
  schemaVersions: part.events,
});
const { feature, rule, scenario, scenarioOutline, given, accepted, when, whenConcurrently } =
  language;
const { thenHappened, thenRefused, thenReadModel, thenIdempotent } = language;

const short = (available: bigint, required: bigint, account = "ann") =>
  ({ account, available, required, currency: "USD" }) as const;
const isOneOfTwo = (id: unknown): boolean => id === "one" || id === "other";

const transfers = feature("Payments: transfers", () => {
  rule("What the stories begin with", () => {
    scenario(
      "the house, Ann with USD 10.00 from it, and Bob",
      given(),
      when(...LET_ANN_HAVE_TEN),
      thenHappened(...ANN_HAS_TEN),
    );
  });
  rule("Money is moved from one account to another, and never made", movingMoney);
  rule("No account gives more than it has", limits);
  rule("An amount is something, and can be counted", amounts);
  rule("Both accounts are there, open, and in one currency", accounts);
});

function movingMoney(): void {
  scenario(
    "what leaves one account arrives on the other",
    given(...ANN_HAS_TEN),
    when(asking(moving("rent", { amount: 300n }))),
    thenHappened(moved({ transfer: "rent", amount: 300n })),
    thenReadModel("balances", { of: "ann" }, [
      { account: "ann", posted: 700n, available: 700n, pending: 700n, entries: 2n },
    ]),
    thenReadModel("balances", { of: "bob" }, [
      { account: "bob", posted: 300n, available: 300n, pending: 300n, entries: 1n },
    ]),
    thenIdempotent(),
  );
  scenario(
    "it says what it is for, and when it counts",
    given(...ANN_HAS_TEN),
    when(
      asking(
        moving("rent", {
          description: "January",
          effectiveAt: "2025-12-31T00:00:00.000Z",
          metadata: { flat: "3b" },
        }),
      ),
    ),
    thenHappened(
      moved({
        transfer: "rent",
        description: "January",
        effectiveAt: "2025-12-31T00:00:00.000Z",
        metadata: { flat: "3b" },
      }),
    ),
  );
  scenario(
    "entries of an account are in the order of time, even where the clock goes back",
    given(...ANN_HAS_TEN, moved({ transfer: "early", at: "2026-01-01T00:00:09.000Z" })),
    when(asking(moving("late"))),
    thenHappened(moved({ transfer: "late", at: "2026-01-01T00:00:09.000Z" })),
  );
  scenario(
    "things that are our own grow on the other side: paying for one debits it",
    given(
      ...ANN_HAS_TEN,
      opened("cash", { normalSide: "debit", limit: "credits_must_not_exceed_debits" }),
    ),
    when(asking(moving("till", { debitAccount: "cash", creditAccount: "ann" }))),
    thenHappened(moved({ transfer: "till", debitAccount: "cash", creditAccount: "ann" })),
    thenReadModel("balances", { of: "cash" }, [
      { account: "cash", posted: 100n, available: 100n, pending: 100n, entries: 1n },
    ]),
  );
}

function limits(): void {
  scenarioOutline(
    "money is moved, to the last cent",
    [{ amount: 1n }, { amount: 999n }, { amount: 1_000n }],
    ({ amount }) => [
      given(...ANN_HAS_TEN),
      when(asking(moving("rent", { amount }))),
      thenHappened(moved({ transfer: "rent", amount })),
    ],
  );
  scenario(
    "one cent too many is refused, and what there is and what it takes are named",
    given(...ANN_HAS_TEN),
    when(asking(moving("rent", { amount: 1_001n }))),
    thenRefused("insufficient_funds", short(1_000n, 1_001n)),
  );
  scenario(
    "what is held is not there to be moved",
    given(...ANN_HAS_TEN, accepted(asking(holding("hotel", { amount: 600n })))),
    when(asking(moving("rent", { amount: 401n }))),
    thenRefused("insufficient_funds", short(400n, 401n)),
  );
  scenario(
    "what will come by a hold is not there yet",
    given(...ANN_HAS_TEN, held({ transfer: "hotel", amount: 600n })),
    when(asking(moving("on", { debitAccount: "bob", creditAccount: "ann", amount: 1n }))),
    thenRefused("insufficient_funds", short(0n, 1n, "bob")),
  );
  scenario(
    "of two transfers at the same moment, only what is there is moved",
    given(...ANN_HAS_TEN),
    whenConcurrently(
      asking(moving("one", { amount: 600n })),
      asking(moving("other", { amount: 600n })),
    ),
    thenHappened({
      ...moved({ transfer: "one", amount: 600n }),
      transfer: matching("one of the two", isOneOfTwo),
    }),
    thenRefused("insufficient_funds", short(400n, 600n)),
  );
  scenario(
    "from what we own no more goes than is there",
    given(
      ...ANN_HAS_TEN,
      opened("cash", { normalSide: "debit", limit: "credits_must_not_exceed_debits" }),
      moved({ transfer: "till", debitAccount: "cash", creditAccount: "ann" }),
    ),
    when(asking(moving("theft", { creditAccount: "cash", amount: 101n }))),
    thenRefused("insufficient_funds", short(100n, 101n, "cash")),
  );
}

function amounts(): void {
  scenarioOutline(
    "nothing, less than nothing and more than 38 digits are refused",
    [{ amount: 0n }, { amount: -1n }, { amount: AMOUNT_MAX + 1n }],
    ({ amount }) => [
      given(...ANN_HAS_TEN),
      when(asking(moving("rent", { amount }))),
      thenRefused("invalid_amount"),
    ],
  );
  scenario(
    "38 digits are moved …",
    given(openedHouse("house"), openedHouse("bob")),
    when(asking(moving("all", { debitAccount: "house", amount: AMOUNT_MAX }))),
    thenHappened(moved({ transfer: "all", debitAccount: "house", amount: AMOUNT_MAX })),
  );
  scenarioOutline(
    "… and then neither account can count one more, whether it was moved or held",
    [{ isPending: false }, { isPending: true }],
    ({ isPending }) => [
      given(
        openedHouse("house"),
        openedHouse("bob"),
        accepted(asking(moving("all", { debitAccount: "house", amount: AMOUNT_MAX, isPending }))),
      ),
      when(asking(moving("more", { debitAccount: "house", amount: 1n }))),
      thenRefused("overflow", { account: "house" }),
    ],
  );
  scenario(
    "the account that gets it may be the one that is full",
    given(...ANN_HAS_TEN, moved({ transfer: "all", debitAccount: "house", amount: AMOUNT_MAX })),
    when(asking(moving("more", { amount: 1n }))),
    thenRefused("overflow", { account: "bob" }),
  );
  scenario(
    "all of it wants a side to balance: without one nobody knows how much that is",
    given(...ANN_HAS_TEN),
    when(asking(moving("rent", { amount: "max" }))),
    thenRefused("invalid_amount"),
  );
}

function accounts(): void {
  scenario(
    "not from an account to itself",
    given(...ANN_HAS_TEN),
    when(asking(moving("rent", { creditAccount: "ann" }))),
    thenRefused("accounts_must_be_different", { account: "ann" }),
  );
  scenarioOutline(
    "not from or to an account that is not there",
    [{ debitAccount: "eve" }, { creditAccount: "eve" }],
    (side) => [
      given(...ANN_HAS_TEN),
      when(asking(moving("rent", side))),
      thenRefused("account_not_found", { account: "eve" }),
    ],
  );
  scenarioOutline(
    "not on an account that is frozen or closed; that comes before the currency, and the currency before the amount",
    [
      { ask: "FreezeAccount", code: "account_frozen" },
      { ask: "CloseAccount", code: "account_closed" },
    ] as const,
    ({ ask: type, code }) => [
      given(
        ...ANN_HAS_TEN,
        opened("eve", { ledger: "EUR" }),
        accepted({ type, account: "eve", reason: "fraud" }),
      ),
      when(asking(moving("rent", { creditAccount: "eve", amount: 1_001n }))),
      thenRefused(code, { account: "eve" }),
    ],
  );
  scenario(
    "not between two currencies",
    given(...ANN_HAS_TEN, opened("eve", { ledger: "EUR" })),
    when(asking(moving("rent", { creditAccount: "eve", amount: 1_001n }))),
    thenRefused("currency_mismatch", { debit: "USD", credit: "EUR" }),
  );
  scenario(
    "not in another currency than that of the accounts",
    given(...ANN_HAS_TEN),
    when(asking(moving("rent", { ledger: "EUR" }))),
    thenRefused("currency_mismatch", { debit: "USD", credit: "USD" }),
  );
}

runFeature(transfers);
runFeature(transfers, inMemoryRunner);
