import { scenariosOf } from "@holdfast/scenarios";
import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";

import {
  ANN_HAS_TEN,
  asking,
  BEGINNING,
  moved,
  moving,
  opened,
  opening,
  LET_ANN_HAVE_TEN,
} from "../../test/in-memory/ledger-story.ts";
import { LEDGER_WORDS } from "../../test/in-memory/ledger-words.ts";
import { toldLedger } from "../../test/in-memory/told-ledger.ts";
import { AMOUNT_MAX } from "./counters.ts";
import type { ChangeLimits } from "./ledger-command.ts";
import type { LimitsChanged } from "./ledger-event.ts";

const part = {
  refusals: {
    invalid_amount: "an amount has 38 digits at most",
    account_not_found: "there is no such account",
    insufficient_funds: "the account has less than that",
  },
  events: { AccountOpened: 1, TransferPosted: 1, LimitsChanged: 1 },
} as const;
const language = scenariosOf(toldLedger(part), {
  ...LEDGER_WORDS,
  refusals: part.refusals,
  schemaVersions: part.events,
});
const { feature, rule, scenario, given, accepted, when } = language;
const { thenHappened, thenRefused, thenReadModel } = language;

const reason = "the owner has asked for it";
const at = BEGINNING;
const limiting = (more: Partial<ChangeLimits> = {}): ChangeLimits => ({
  type: "ChangeLimits",
  account: "ann",
  reason,
  ...more,
});
const limited = (more: Partial<LimitsChanged> = {}): LimitsChanged => ({
  type: "LimitsChanged",
  account: "ann",
  limit: "debits_must_not_exceed_credits",
  minAvailable: 0n,
  reason,
  at,
  ...more,
});

const limits = feature("Payments: limits of accounts", () => {
  rule("What the stories begin with", () => {
    scenario(
      "the house, Ann with USD 10.00 from it, and Bob",
      given(),
      when(...LET_ANN_HAVE_TEN),
      thenHappened(...ANN_HAS_TEN),
    );
  });
  rule(
    "An account gives what it has, more if an overdraft was granted, less if something has to stay",
    tellUse,
  );
  rule("Limits are changed for the future", tellChange);
});

function tellUse(): void {
  scenario(
    "an overdraft is granted, and used to its last cent",
    given(...ANN_HAS_TEN, accepted(limiting({ minAvailable: -500n }))),
    when(asking(moving("car", { amount: 1_500n }))),
    thenHappened(moved({ transfer: "car", amount: 1_500n })),
    thenReadModel("balances", { of: "ann" }, [
      { account: "ann", posted: -500n, available: -500n, pending: -500n, entries: 2n },
    ]),
  );
  scenario(
    "one cent more than the overdraft is refused",
    given(...ANN_HAS_TEN, limited({ minAvailable: -500n })),
    when(asking(moving("car", { amount: 1_501n }))),
    thenRefused("insufficient_funds", {
      account: "ann",
      available: 1_500n,
      required: 1_501n,
      currency: "USD",
    }),
  );
  scenario(
    "what has to stay on an account cannot be moved",
    given(...ANN_HAS_TEN, limited({ minAvailable: 1n })),
    when(asking(moving("all", { amount: 1_000n }))),
    thenRefused("insufficient_funds", {
      account: "ann",
      available: 999n,
      required: 1_000n,
      currency: "USD",
    }),
  );
}

function tellChange(): void {
  scenario(
    "what is left out of a change stays",
    given(...ANN_HAS_TEN, limited({ minAvailable: -500n })),
    when(limiting({ limit: "none" })),
    thenHappened(limited({ limit: "none", minAvailable: -500n })),
  );
  scenario(
    "what an account has done already stays, even if it could not be done any more",
    given(...ANN_HAS_TEN, moved({ transfer: "rent", amount: 800n })),
    when(limiting({ minAvailable: 500n })),
    thenHappened(limited({ minAvailable: 500n })),
  );
  scenario(
    "as much as an account can count is an overdraft",
    given(opened("ann")),
    when(limiting({ minAvailable: -AMOUNT_MAX })),
    thenHappened(limited({ minAvailable: -AMOUNT_MAX })),
  );
  scenario(
    "an amount that no account could count is refused",
    given(opened("ann")),
    when(limiting({ minAvailable: -AMOUNT_MAX - 1n })),
    thenRefused("invalid_amount"),
  );
  scenario(
    "… also when the account is opened",
    given(),
    when(opening("ann", { minAvailable: AMOUNT_MAX + 1n })),
    thenRefused("invalid_amount"),
  );
  scenario(
    "there are no limits of an account that does not exist",
    given(),
    when(limiting()),
    thenRefused("account_not_found", { account: "ann" }),
  );
}

runFeature(limits);
runFeature(limits, inMemoryRunner);
