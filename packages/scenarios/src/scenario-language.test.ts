import {
  type AccountCommand,
  type AccountEvent,
  bankAccount,
} from "@holdfast/cqrs/examples/bank-account";
import { bankStatement, type StatementLine } from "@holdfast/cqrs/examples/bank-statement";
import { drawn } from "@holdfast/scenarios/fast-check";
import fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";

import { failureOf } from "../test/failure-of.ts";
import { inMemoryRunner } from "./runners/in-memory-runner.ts";
import { scenariosOf } from "./scenarios-of.ts";

const language = scenariosOf(bankAccount, {
  schemaVersions: { AccountOpened: 1, MoneyDeposited: 1, MoneyWithdrawn: 1, AccountClosed: 1 },
  readModels: { statement: bankStatement },
});
const { feature, rule, scenario, scenarioOutline, forAll, given, accepted, afterTime } = language;
const { when, whenConcurrently, whenTimePasses } = language;
const { thenHappened, thenNothing, thenRefused, thenReadModel, thenIdempotent } = language;

const opened: AccountEvent = { type: "AccountOpened", owner: "Ann" };
const deposited = (cents: bigint): AccountEvent => ({ type: "MoneyDeposited", cents });
const withdrawn = (cents: bigint): AccountEvent => ({ type: "MoneyWithdrawn", cents });
const deposit = (cents: bigint): AccountCommand => ({ type: "Deposit", cents });
const withdraw = (cents: bigint): AccountCommand => ({ type: "Withdraw", cents });

/** What both runners that need no server say about one scenario; they have to say the same. */
async function mistakes(tell: () => void): Promise<readonly string[]> {
  const told = feature("Account", () => rule("It holds", tell));
  const [alone, stored] = [await failureOf(told), await failureOf(told, inMemoryRunner)];
  expect(stored?.mistakes).toEqual(alone?.mistakes);
  return alone?.mistakes ?? [];
}

describe("a wrong scenario is reported, by the decider alone and with a store", () => {
  it("when what is given was never accepted", async () => {
    const found = mistakes(() =>
      scenario("", given(accepted(deposit(1n))), when(deposit(1n)), thenNothing()),
    );
    expect(await found).toEqual(['given Deposit is refused: not_open, "there is no open account"']);
  });

  it("when of commands at the same moment another number is refused", async () => {
    const at = (...outcomes: readonly [ReturnType<typeof thenHappened>]) =>
      mistakes(() =>
        scenario(
          "",
          given(opened, deposited(5n)),
          whenConcurrently(withdraw(3n), withdraw(3n)),
          ...outcomes,
        ),
      );
    expect(await at(thenHappened(withdrawn(3n)))).toEqual([
      'Withdraw is refused: insufficient_funds, "EUR 0.01 is missing" { short: 1n }',
    ]);
  });

  it("when commands at the same moment lead to other events, in whatever order", async () => {
    const found = mistakes(() =>
      scenario(
        "",
        given(opened),
        whenConcurrently(deposit(1n), deposit(2n)),
        thenHappened(deposited(2n), deposited(3n)),
      ),
    );
    expect(await found).toEqual(["event 1 MoneyDeposited.cents: expected 3n, got 1n"]);
  });

  it("when a further refusal, or an event too few, is among them", async () => {
    const found = mistakes(() =>
      scenario(
        "",
        given(opened, deposited(5n)),
        whenConcurrently(withdraw(9n), withdraw(9n)),
        thenRefused("insufficient_funds", { short: 4n }),
      ),
    );
    expect(await found).toEqual([
      'expected no further refusal, got insufficient_funds: "EUR 0.04 is missing"',
    ]);
  });

  it("but not when a clause that says less stands before one that says more", async () => {
    const found = mistakes(() =>
      scenario(
        "",
        given(opened, deposited(5n)),
        whenConcurrently(withdraw(9n), withdraw(8n)),
        thenRefused("insufficient_funds"),
        thenRefused("insufficient_funds", { short: 3n }),
      ),
    );
    expect(await found).toEqual([]);
  });

  it("when a read model shows another row, one too few or one too many", async () => {
    const line: StatementLine = { text: "paid in", cents: 5n, balance: 5n };
    const showing = (...rows: readonly StatementLine[]) =>
      mistakes(() =>
        scenario("", given(opened), when(deposit(5n)), thenReadModel("statement", {}, rows)),
      );
    expect(await showing(line)).toEqual([]);
    expect(await showing({ ...line, cents: 6n })).toEqual([
      "statement row 1.cents: expected 6n, got 5n",
    ]);
    expect(await showing(line, line)).toEqual([
      'statement row 2: expected { text: "paid in", cents: 5n, balance: 5n }, got nothing',
    ]);
    expect(await showing()).toEqual([
      'statement row 1: expected nothing more, got { text: "paid in", cents: 5n, balance: 5n }',
    ]);
  });

  it("when a command that has to be accepted twice is refused the first time", async () => {
    const found = mistakes(() => scenario("", given(), when(deposit(1n)), thenIdempotent()));
    expect(await found).toEqual(['Deposit is refused: not_open, "there is no open account"']);
  });
});

describe("a scenario for all values", () => {
  const amounts = fc.record({ cents: fc.bigInt({ min: 1n, max: 1_000n }) });
  const atMost = (max: bigint, seed: number, path?: string) =>
    feature("Account", () =>
      rule("It holds", () =>
        forAll(
          "every amount is there",
          drawn(amounts, { example: { cents: 1n }, seed, ...(path !== undefined && { path }) }),
          ({ cents }) => [
            given(opened, deposited(max)),
            when(withdraw(cents)),
            thenHappened(withdrawn(cents)),
          ],
        ),
      ),
    );

  it("holds when each row does", async () => {
    expect(await failureOf(atMost(1_000n, 1))).toBeUndefined();
  });

  it("fails with the smallest row, and with the seed and the path that draw it again", async () => {
    const failure = await failureOf(atMost(100n, 42));
    expect(failure?.mistakes).toEqual([
      expect.stringMatching(
        /^a drawn row fails; drawn\(…, \{ seed: 42, path: "[0-9:]+" \}\) draws it/,
      ),
      '(cents 101): Withdraw is refused: insufficient_funds, "EUR 0.01 is missing" { short: 1n }',
    ]);
    const path = /path: "([0-9:]+)"/.exec(failure?.message ?? "")?.[1];
    const again = await failureOf(atMost(100n, 42, path));
    expect(again?.mistakes.at(-1)).toBe(failure?.mistakes.at(-1));
  });

  it("checks the row that stands for the others first", async () => {
    const told = feature("Account", () =>
      rule("It holds", () =>
        forAll("", drawn(amounts, { example: { cents: 7n } }), () => [
          given(),
          when(deposit(1n)),
          thenNothing(),
        ]),
      ),
    );
    expect((await failureOf(told))?.mistakes).toEqual([
      '(cents 7): Deposit is refused: not_open, "there is no open account"',
    ]);
  });
});

describe("what makes no sense", () => {
  it("is a time that does not pass", () => {
    expect(() => afterTime({})).toThrow(RangeError);
    expect(() => whenTimePasses({ days: -1 })).toThrow("time passes in whole milliseconds");
  });

  it("is more at once than can be tried in every order", () => {
    const one = deposit(1n);
    expect(() => whenConcurrently(one, one, one, one, one, one)).toThrow("5 commands at once");
  });

  it("is a log that does not know the types of events", async () => {
    const { feature, rule, scenario, given, when, thenNothing } = scenariosOf(bankAccount);
    const told = feature("Account", () =>
      rule("", () => scenario("", given(), when(deposit(1n)), thenNothing())),
    );
    await expect(failureOf(told, inMemoryRunner)).rejects.toThrow("{ schemaVersions }");
  });

  it("is told of five rows at most", async () => {
    const rows = Array.from({ length: 9 }, (_, at) => ({ cents: BigInt(at) }));
    const told = feature("Account", () =>
      rule("", () =>
        scenarioOutline("", rows, ({ cents }) => [given(), when(deposit(cents)), thenNothing()]),
      ),
    );
    expect((await failureOf(told))?.mistakes).toHaveLength(5);
  });

  it("does not compile for a read model, a query or a row that nobody knows", () => {
    type Asked = Parameters<typeof thenReadModel<"statement">>;
    type Row = { text: "paid in"; cents: bigint; balance: bigint };
    expectTypeOf(thenReadModel).parameter(0).toEqualTypeOf<"statement">();
    expectTypeOf<["statement", { last: number }, Row[]]>().toExtend<Asked>();
    expectTypeOf<["statement", { last: string }, Row[]]>().not.toExtend<Asked>();
    expectTypeOf<["statement", {}, { text: "lost" }[]]>().not.toExtend<Asked>();
  });
});
