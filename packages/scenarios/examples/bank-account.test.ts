import {
  type AccountCommand,
  type AccountEvent,
  bankAccount,
} from "@holdfast/cqrs/examples/bank-account";
import { scenariosOf } from "@holdfast/scenarios";
import { runFeature } from "@holdfast/scenarios/vitest";

const opened: AccountEvent = { type: "AccountOpened", owner: "Ann" };
const closed: AccountEvent = { type: "AccountClosed" };
const deposited = (cents: bigint): AccountEvent => ({ type: "MoneyDeposited", cents });
const withdrawn = (cents: bigint): AccountEvent => ({ type: "MoneyWithdrawn", cents });
const open: AccountCommand = { type: "OpenAccount", owner: "Ann" };
const close: AccountCommand = { type: "CloseAccount" };
const deposit = (cents: bigint): AccountCommand => ({ type: "Deposit", cents });
const withdraw = (cents: bigint): AccountCommand => ({ type: "Withdraw", cents });

const language = scenariosOf(bankAccount, {
  says: {
    OpenAccount: ({ owner }) => `${owner} opens an account`,
    AccountOpened: ({ owner }) => `${owner} has opened an account`,
    Deposit: ({ cents }) => `${cents} cents are paid in`,
    MoneyDeposited: ({ cents }) => `${cents} cents have come in`,
    Withdraw: ({ cents }) => `${cents} cents are asked for`,
    MoneyWithdrawn: ({ cents }) => `${cents} cents have gone out`,
  },
  refusals: {
    already_open: "an account is opened once",
    not_open: "only an open account moves money",
    insufficient_funds: "an account is never overdrawn",
    not_empty: "money is never closed in",
  },
});
const { feature, rule, scenario, scenarioOutline } = language;
const { given, when, thenHappened, thenRefused, thenState } = language;

const account = feature("Bank account", () => {
  rule("An account is opened once", () => {
    scenario("a new account is opened", given(), when(open), thenHappened(opened));
    scenario("a second time is refused", given(opened), when(open), thenRefused("already_open"));
    scenario(
      "a closed account stays closed",
      given(opened, closed),
      when(open),
      thenRefused("already_open"),
    );
  });

  rule("An account is never overdrawn", () => {
    scenarioOutline(
      "up to the last cent, money can be withdrawn",
      [{ cents: 1n }, { cents: 499n }, { cents: 500n }],
      ({ cents }) => [
        given(opened, deposited(500n)),
        when(withdraw(cents)),
        thenHappened(withdrawn(cents)),
      ],
    );
    scenario(
      "one cent too many is refused, and the missing amount is told",
      given(opened, deposited(500n)),
      when(withdraw(501n)),
      thenRefused("insufficient_funds", { short: 1n }),
    );
    scenario(
      "what one command takes, the next one misses",
      given(opened, deposited(500n)),
      when(withdraw(300n), withdraw(300n)),
      thenRefused("insufficient_funds", { short: 100n }),
    );
  });

  rule("Only an open account moves money", () => {
    scenario(
      "nothing is paid into no account",
      given(),
      when(deposit(1n)),
      thenRefused("not_open"),
    );
    scenario(
      "deposits add up",
      given(opened),
      when(deposit(200n), deposit(300n)),
      thenState({ status: "open", cents: 500n }),
    );
    scenario(
      "an account with money in it is not closed",
      given(opened, deposited(1n)),
      when(close),
      thenRefused("not_empty", { cents: 1n }),
    );
    scenario(
      "an empty account is closed",
      given(opened, deposited(1n), withdrawn(1n)),
      when(close),
      thenHappened(closed),
    );
  });
});

runFeature(account);
