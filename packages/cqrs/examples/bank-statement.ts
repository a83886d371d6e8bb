import type { AccountEvent } from "./bank-account.ts";
import { euros } from "./euros.ts";

/** One line of a statement. */
export type StatementLine = {
  readonly text: "paid in" | "paid out";
  /** Negative where money went out. */
  readonly cents: bigint;
  /** What the account holds after it. */
  readonly balance: bigint;
};

/** What the holder of an account reads. */
export type Statement = {
  readonly owner: string;
  readonly isClosed: boolean;
  readonly lines: readonly StatementLine[];
};

/** Which lines: the last so many, oldest first; all of them if nothing is said. */
export type StatementQuery = { readonly last?: number };

/** The read model of an account. */
export const bankStatement = {
  reads: ["AccountOpened", "MoneyDeposited", "MoneyWithdrawn", "AccountClosed"],
  initial: (): Statement => ({ owner: "", isClosed: false, lines: [] }),
  project,
  rows: ({ lines }: Statement, { last = lines.length }: StatementQuery) =>
    lines.slice(Math.max(0, lines.length - last)),
  says: ({ text, cents, balance }: StatementLine) =>
    `${text} ${euros(cents < 0n ? -cents : cents)}, balance ${euros(balance)}`,
} as const;

/** The statement after one more event. */
function project(statement: Statement, event: AccountEvent): Statement {
  switch (event.type) {
    case "AccountOpened":
      return { ...statement, owner: event.owner };
    case "MoneyDeposited":
      return withLine(statement, "paid in", event.cents);
    case "MoneyWithdrawn":
      return withLine(statement, "paid out", -event.cents);
    case "AccountClosed":
      return { ...statement, isClosed: true };
    default:
      return event satisfies never;
  }
}

function withLine(statement: Statement, text: StatementLine["text"], cents: bigint): Statement {
  const { lines } = statement;
  const balance = (lines.at(-1)?.balance ?? 0n) + cents;
  return { ...statement, lines: [...lines, { text, cents, balance }] };
}

/** The statement as it is printed. */
export function printStatement({ owner, isClosed, lines }: Statement): string {
  const line = (text: string, cents: string, balance: string) =>
    `${text.padEnd(10)}${cents.padStart(14)}${balance.padStart(14)}`;
  return [
    `Account of ${owner}${isClosed ? ", closed" : ""}`,
    line("", "amount", "balance"),
    ...lines.map(({ text, cents, balance }) => line(text, euros(cents), euros(balance))),
  ].join("\n");
}
