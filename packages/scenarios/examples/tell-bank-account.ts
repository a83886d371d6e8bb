import {
  type AccountCommand,
  type AccountEvent,
  bankAccount,
} from "@holdfast/cqrs/examples/bank-account";
import { bankStatement } from "@holdfast/cqrs/examples/bank-statement";
import { euros } from "@holdfast/cqrs/examples/euros";
import { type Draws, type Feature, scenariosOf } from "@holdfast/scenarios";

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
    Deposit: ({ cents }) => `${euros(cents)} is paid in`,
    MoneyDeposited: ({ cents }) => `${euros(cents)} has come in`,
    Withdraw: ({ cents }) => `${euros(cents)} is asked for`,
    MoneyWithdrawn: ({ cents }) => `${euros(cents)} has been paid out`,
    CloseAccount: () => "the account is to be closed",
    AccountClosed: () => "the account has been closed",
  },
  saysState: ({ status, cents }) => `the account is ${status}, with ${euros(cents)} in it`,
  refusals: {
    already_open: "an account is opened once",
    not_open: "only an open account moves money",
    insufficient_funds: "an account is never overdrawn",
    not_empty: "no account is closed while there is money in it",
  },
  schemaVersions: { AccountOpened: 1, MoneyDeposited: 1, MoneyWithdrawn: 1, AccountClosed: 1 },
  readModels: { statement: bankStatement },
});
const { feature, rule, scenario, scenarioOutline, forAll } = language;
const { given, accepted, when, whenConcurrently } = language;
const { thenHappened, thenRefused, thenState, thenReadModel, thenIdempotent } = language;

/** The rules of a bank account. Amounts that may be withdrawn from a balance are drawn from outside. */
export function tellBankAccount(amounts: Draws<{ balance: bigint; cents: bigint }>): Feature {
  return feature("Bank account", () => {
    rule("An account is opened once", opening);
    rule("An account is never overdrawn", () => overdrawing(amounts));
    rule("Only an open account moves money", moving);
    rule("The statement shows what came in and what went out", stating);
    rule("A request that is sent twice is carried out once", repeating);
  });
}

function opening(): void {
  scenario("a new account is opened", given(), when(open), thenHappened(opened));
  scenario("a second time is refused", given(opened), when(open), thenRefused("already_open"));
  scenario(
    "a closed account stays closed",
    given(opened, closed),
    when(open),
    thenRefused("already_open"),
  );
}

function overdrawing(amounts: Draws<{ balance: bigint; cents: bigint }>): void {
  scenarioOutline(
    "money can be withdrawn, to the last cent",
    [{ cents: 1n }, { cents: 499n }, { cents: 500n }],
    ({ cents }) => [
      given(opened, deposited(500n)),
      when(withdraw(cents)),
      thenHappened(withdrawn(cents)),
      thenState({ status: "open", cents: 500n - cents }),
    ],
  );
  scenario(
    "one cent too many is refused, and the missing amount is named",
    given(opened, deposited(500n)),
    when(withdraw(501n)),
    thenRefused("insufficient_funds", { short: 1n }),
  );
  scenario(
    "what one withdrawal takes, the next one misses",
    given(opened, deposited(500n)),
    when(withdraw(300n), withdraw(300n)),
    thenHappened(withdrawn(300n)),
    thenRefused("insufficient_funds", { short: 100n }),
  );
  scenario(
    "of two withdrawals at the same moment, only what is there is paid out",
    given(opened, deposited(500n)),
    whenConcurrently(withdraw(300n), withdraw(300n)),
    thenHappened(withdrawn(300n)),
    thenRefused("insufficient_funds", { short: 100n }),
  );
  forAll("any amount up to the balance is paid out", amounts, ({ balance, cents }) => [
    given(opened, deposited(balance)),
    when(withdraw(cents)),
    thenHappened(withdrawn(cents)),
    thenState({ status: "open", cents: balance - cents }),
  ]);
}

function moving(): void {
  scenario(
    "nothing is paid into an account that does not exist",
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
}

function stating(): void {
  scenario(
    "each movement is a line with the balance after it",
    given(accepted(open), accepted(deposit(500n))),
    when(withdraw(200n)),
    thenReadModel("statement", {}, [
      { text: "paid in", cents: 500n, balance: 500n },
      { text: "paid out", cents: -200n, balance: 300n },
    ]),
  );
  scenario(
    "the last line alone, if one asks for one",
    given(opened, deposited(500n)),
    when(withdraw(500n)),
    thenReadModel("statement", { last: 1 }, [{ text: "paid out", cents: -500n, balance: 0n }]),
  );
}

function repeating(): void {
  scenario(
    "a withdrawal whose answer was lost",
    given(opened, deposited(500n)),
    when(withdraw(500n)),
    thenHappened(withdrawn(500n)),
    thenIdempotent(),
  );
}
