import { scenariosOf } from "@holdfast/scenarios";
import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";

import {
  ANN_HAS_TEN,
  asking,
  BEGINNING,
  holding,
  moved,
  moving,
  opened,
  opening,
  LET_ANN_HAVE_TEN,
} from "../../test/in-memory/ledger-story.ts";
import { LEDGER_WORDS } from "../../test/in-memory/ledger-words.ts";
import { toldLedger, type ToldLedger } from "../../test/in-memory/told-ledger.ts";
import type { ChangeLimits, ChangeStatus } from "./ledger-command.ts";
import type { StatusChanged } from "./ledger-event.ts";

const part = {
  refusals: {
    invalid_id: "the id is reserved, or not written in small letters",
    account_not_found: "there is no such account",
    account_number_taken: "another account has the number",
    account_exists_with_different_content: "the id is that of another account",
    account_frozen: "nothing new is moved on a frozen account",
    account_closed: "nothing is moved on a closed account",
    account_not_frozen: "only a frozen account is unfrozen",
    account_not_closed: "only a closed account is reopened",
    account_not_empty: "no account is closed while there is money on it",
    version_conflict: "the account is not what the caller has seen any more",
  },
  events: {
    AccountOpened: 1,
    AccountFrozen: 1,
    AccountUnfrozen: 1,
    AccountClosed: 1,
    AccountReopened: 1,
    LimitsChanged: 1,
    TransferPosted: 1,
    TransferHeld: 1,
  },
} as const;
const phase = ({ accounts }: ToldLedger): string => accounts["ann"]?.status ?? "absent";
const language = scenariosOf(
  { ...toldLedger(part), phase },
  { ...LEDGER_WORDS, refusals: part.refusals, schemaVersions: part.events },
);
const { feature, rule, scenario, scenarioOutline, given, accepted, when } = language;
const { thenHappened, thenRefused, thenNothing, thenReadModel, thenIdempotent } = language;

const reason = "the owner has asked for it";
const at = BEGINNING;
const ask = (type: ChangeStatus["type"], more: Partial<ChangeStatus> = {}): ChangeStatus => ({
  type,
  account: "ann",
  reason,
  ...more,
});
const became = (type: StatusChanged["type"]): StatusChanged => ({
  type,
  account: "ann",
  reason,
  at,
});
const limiting = (more: Partial<ChangeLimits> = {}): ChangeLimits => ({
  type: "ChangeLimits",
  account: "ann",
  reason,
  ...more,
});
const accounts = feature("Payments: accounts", () => {
  rule("What the stories begin with", () => {
    scenario(
      "the house, Ann with USD 10.00 from it, and Bob",
      given(),
      when(...LET_ANN_HAVE_TEN),
      thenHappened(...ANN_HAS_TEN),
    );
  });
  rule("An account is opened once, and with nothing on it", openings);
  rule("On a frozen account nothing new is moved", freezing);
  rule("An open account is frozen, and a frozen one unfrozen", unfreezing);
  rule("An account is closed when nothing is left on it", closing);
  rule("What is closed stays as it is until it is reopened", reopening);
  rule("A change may depend on what the caller has seen", guarding);
});

function openings(): void {
  scenario(
    "a new account is opened, and there is nothing on it",
    given(),
    when(opening("ann")),
    thenHappened(opened("ann")),
    thenReadModel("balances", { of: "ann" }, [
      { account: "ann", posted: 0n, available: 0n, pending: 0n, entries: 0n },
    ]),
    thenIdempotent(),
  );
  scenario(
    "asked for again with the same content, it is open already",
    given(opened("ann", { number: "ACC777" })),
    when(opening("ann", { number: "ACC777" })),
    thenNothing(),
  );
  scenarioOutline(
    "with other content under the same id it is refused",
    [
      { change: { number: "ACC778" } },
      { change: { ledger: "EUR" } },
      { change: { code: 2_001 } },
      { change: { normalSide: "debit" } },
      { change: { limit: "none" } },
      { change: { minAvailable: 1n } },
    ] as const,
    ({ change }) => [
      given(opened("ann", { number: "ACC777" })),
      when(opening("ann", { number: "ACC777", ...change })),
      thenRefused("account_exists_with_different_content", { account: "ann" }),
    ],
  );
  scenario(
    "a number is given to one account",
    given(opened("ann", { number: "ACC777" })),
    when(opening("bob", { number: "ACC777" })),
    thenRefused("account_number_taken", { number: "ACC777" }),
  );
  scenarioOutline(
    "ids that mean none or any are nobody's, nor are two texts of one id",
    [
      { id: "00000000-0000-0000-0000-000000000000" },
      { id: "ffffffff-ffff-ffff-ffff-ffffffffffff" },
      { id: "019B8D3A-0D4A-7C11-8A05-6F1F4B7F0A01" },
    ],
    ({ id }) => [given(), when(opening(id)), thenRefused("invalid_id", { id })],
  );
}

function freezing(): void {
  scenario(
    "an open account is frozen, and whoever does it says why",
    given(opened("ann")),
    when(ask("FreezeAccount")),
    thenHappened(became("AccountFrozen")),
  );
  scenario(
    "money is moved neither from it …",
    given(...ANN_HAS_TEN, became("AccountFrozen")),
    when(asking(moving("gift"))),
    thenRefused("account_frozen", { account: "ann" }),
  );
  scenario(
    "… nor to it",
    given(...ANN_HAS_TEN, became("AccountFrozen")),
    when(asking(moving("gift", { debitAccount: "house", creditAccount: "ann" }))),
    thenRefused("account_frozen", { account: "ann" }),
  );
  scenario(
    "its limits are changed all the same",
    given(opened("ann"), became("AccountFrozen")),
    when(limiting({ minAvailable: -500n })),
    thenHappened({
      type: "LimitsChanged",
      account: "ann",
      limit: "debits_must_not_exceed_credits",
      minAvailable: -500n,
      reason,
      at,
    }),
  );
  scenario(
    "unfrozen, it moves money again",
    given(...ANN_HAS_TEN, became("AccountFrozen"), accepted(ask("UnfreezeAccount"))),
    when(asking(moving("gift"))),
    thenHappened(moved({ transfer: "gift" })),
  );
}

function unfreezing(): void {
  scenario(
    "a frozen account is not frozen again",
    given(opened("ann"), became("AccountFrozen")),
    when(ask("FreezeAccount")),
    thenRefused("account_frozen", { account: "ann" }),
  );
  scenario(
    "an open account is not unfrozen",
    given(opened("ann")),
    when(ask("UnfreezeAccount")),
    thenRefused("account_not_frozen", { account: "ann" }),
  );
  scenario(
    "an account that does not exist is not frozen",
    given(),
    when(ask("FreezeAccount")),
    thenRefused("account_not_found", { account: "ann" }),
  );
}

function closing(): void {
  scenario(
    "an empty account is closed",
    given(opened("ann")),
    when(ask("CloseAccount")),
    thenHappened(became("AccountClosed")),
  );
  scenario(
    "one with money on it is not",
    given(...ANN_HAS_TEN),
    when(ask("CloseAccount")),
    thenRefused("account_not_empty", { account: "ann", posted: 1_000n }),
  );
  scenario(
    "one that owes money is not either",
    given(...ANN_HAS_TEN),
    when(ask("CloseAccount", { account: "house" })),
    thenRefused("account_not_empty", { account: "house", posted: -1_000n }),
  );
  scenario(
    "all that is left is moved, however much it is, and then it is closed",
    given(
      ...ANN_HAS_TEN,
      accepted(
        asking(moving("rest", { amount: "max", balancing: "debit", creditAccount: "house" })),
      ),
    ),
    when(ask("CloseAccount")),
    thenHappened(became("AccountClosed")),
  );
  scenario(
    "an account for which money is held may be closed: the hold can only expire",
    given(...ANN_HAS_TEN, accepted(asking(holding("hotel")))),
    when(ask("CloseAccount", { account: "bob" })),
    thenHappened({ ...became("AccountClosed"), account: "bob" }),
  );
  scenario(
    "a frozen account is not closed",
    given(opened("ann"), became("AccountFrozen")),
    when(ask("CloseAccount")),
    thenRefused("account_frozen", { account: "ann" }),
  );
}

function reopening(): void {
  scenario(
    "money is moved neither from a closed account nor to it",
    given(...ANN_HAS_TEN, accepted(ask("CloseAccount", { account: "bob" }))),
    when(asking(moving("gift"))),
    thenRefused("account_closed", { account: "bob" }),
  );
  scenario(
    "nor are its limits changed any more",
    given(opened("ann"), became("AccountClosed")),
    when(limiting()),
    thenRefused("account_closed", { account: "ann" }),
  );
  scenario(
    "a closed account is reopened",
    given(opened("ann"), became("AccountClosed")),
    when(ask("ReopenAccount")),
    thenHappened(became("AccountReopened")),
  );
  scenario(
    "an open one is not",
    given(opened("ann")),
    when(ask("ReopenAccount")),
    thenRefused("account_not_closed", { account: "ann" }),
  );
}

function guarding(): void {
  scenario(
    "the version counts what was decided about the account, and its entries",
    given(...ANN_HAS_TEN, became("AccountFrozen")),
    when(ask("UnfreezeAccount", { ifVersion: "2.1" })),
    thenHappened(became("AccountUnfrozen")),
  );
  scenario(
    "an account with an entry more is not what the caller has seen",
    given(...ANN_HAS_TEN),
    when(ask("FreezeAccount", { ifVersion: "1.0" })),
    thenRefused("version_conflict", { account: "ann", actual: "1.1" }),
  );
  scenario(
    "nor is one about which something was decided",
    given(opened("ann"), accepted(limiting())),
    when(limiting({ ifVersion: "1.0" })),
    thenRefused("version_conflict", { account: "ann", actual: "2.0" }),
  );
}

runFeature(accounts);
runFeature(accounts, inMemoryRunner);
