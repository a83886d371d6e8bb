import { readFileSync } from "node:fs";

import { fold, isRefusal } from "@holdfast/cqrs";
import { expect, it } from "vitest";

import { type AccountCommand, type AccountEvent, bankAccount } from "./bank-account.ts";
import { bankStatement, printStatement } from "./bank-statement.ts";

/** What happens because of commands, and what is said to those that are refused. */
function run(...commands: readonly AccountCommand[]) {
  const events: AccountEvent[] = [];
  const refusals: string[] = [];
  for (const command of commands) {
    const decision = bankAccount.decide(command, fold(bankAccount, events));
    if (isRefusal(decision)) refusals.push(decision.sentence);
    else events.push(...decision);
  }
  const statement = events.reduce(bankStatement.project, bankStatement.initial());
  return { refusals, statement };
}

const deposit = (cents: bigint): AccountCommand => ({ type: "Deposit", cents });
const withdraw = (cents: bigint): AccountCommand => ({ type: "Withdraw", cents });

it("an account prints the statement that the README shows", () => {
  const { refusals, statement } = run(
    { type: "OpenAccount", owner: "Ann" },
    deposit(500_00n),
    withdraw(120_50n),
    withdraw(379_51n),
    withdraw(379_50n),
    { type: "CloseAccount" },
  );
  const printed = printStatement(statement);
  expect(printed).toBe(
    `Account of Ann, closed
                  amount       balance
paid in       EUR 500.00    EUR 500.00
paid out     EUR -120.50    EUR 379.50
paid out     EUR -379.50      EUR 0.00`,
  );
  expect(refusals).toEqual(["EUR 0.01 is missing"]);
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  expect(readme).toContain(printed);
});

it("a statement shows its last lines to those who ask for so many", () => {
  const { statement } = run(
    { type: "OpenAccount", owner: "Ann" },
    deposit(1n),
    deposit(2n),
    deposit(3n),
  );
  const last = (count: number) =>
    bankStatement.rows(statement, { last: count }).map(({ cents }) => cents);
  expect([last(0), last(2), last(9)]).toEqual([[], [2n, 3n], [1n, 2n, 3n]]);
  expect(bankStatement.rows(statement, {})).toHaveLength(3);
});

it("the whole balance can be withdrawn (S9: the last cent stayed in the account)", () => {
  const { refusals, statement } = run(
    { type: "OpenAccount", owner: "Ann" },
    deposit(500n),
    withdraw(500n),
  );
  expect(refusals).toEqual([]);
  expect(statement.lines.at(-1)?.balance).toBe(0n);
});
