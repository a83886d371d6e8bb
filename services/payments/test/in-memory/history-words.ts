import { type Balances, balancesOf } from "../../src/domain/balances.ts";
import { type Counters, NO_COUNTERS, type Side } from "../../src/domain/counters.ts";
import { ledgerEvents } from "../../src/domain/ledger-events.ts";
import { type Statement, statementOf } from "../../src/domain/statement.ts";
import type { TransferKind } from "../../src/domain/transfer.ts";
import { amountText } from "./ledger-sentences.ts";
import {
  byEffect,
  historyAfter,
  NO_HISTORY,
  type Span,
  spanOf,
  type ToldHistory,
} from "./told-history.ts";

/** What is asked about an account: in which order, and which part of its history. */
export type HistoryAsked = Span & { readonly of: string; readonly by?: "effective" };

/** A row of a statement: a balance that it begins or ends with, or a line. */
export type StatementRow =
  | ({ readonly row: "opening" | "closing" } & Balances)
  | {
      readonly row: "line";
      readonly transfer: string;
      readonly kind: TransferKind;
      readonly side: Side;
      readonly counterparty: string;
      readonly change: bigint;
      readonly held: bigint;
      /** What is posted after it. */
      readonly after: bigint;
    };

/** A statement as scenarios tell it. */
export function rowsOfStatement({ opening, lines, closing }: Statement): readonly StatementRow[] {
  return [
    { row: "opening", ...opening },
    ...lines.map(({ transfer, kind, side, counterparty, change, held, after }) => ({
      row: "line" as const,
      transfer,
      kind,
      side,
      counterparty,
      change,
      held,
      after: after.posted,
    })),
    { row: "closing", ...closing },
  ];
}

/** A row of a trial balance: one class, or all of them. */
type TrialBalanceRow = Counters & { readonly code: number | "all" };

const reading = {
  reads: Object.keys(ledgerEvents.schemaVersions),
  initial: () => NO_HISTORY,
  project: historyAfter,
};

function partOf({ ledger, entries }: ToldHistory, { of, by, ...span }: HistoryAsked) {
  const all = entries[of] ?? [];
  const account = ledger.accounts[of];
  return account && { account, ...spanOf(by === "effective" ? byEffect(all) : all, span) };
}

const statement = {
  ...reading,
  rows(history: ToldHistory, asked: HistoryAsked): readonly StatementRow[] {
    const part = partOf(history, asked);
    if (part === undefined) return [];
    return rowsOfStatement(statementOf(part.account.normalSide, part.before, part.entries));
  },
  says(row: StatementRow): string {
    const usd = (minor: bigint) => amountText(minor, "USD");
    if (row.row === "line") {
      const held = row.held === 0n ? "" : `, ${usd(row.held)} more held`;
      return `${row.transfer} (${row.kind}, ${row.side}, ${row.counterparty}): ${usd(row.change)}${held}, then ${usd(row.after)}`;
    }
    return `${row.row} balance ${usd(row.posted)}, ${usd(row.available)} of it available`;
  },
};

const balances = {
  ...reading,
  rows(history: ToldHistory, asked: Pick<HistoryAsked, "of" | "asOf">): readonly Balances[] {
    const part = partOf(history, asked);
    if (part === undefined) return [];
    const { account, entries, before } = part;
    return [balancesOf(account.normalSide, entries.at(-1)?.counters ?? before)];
  },
  says: ({ posted, available, pending }: Balances): string =>
    `${amountText(posted, "USD")}, ${amountText(available, "USD")} of it available; with all holds posted, ${amountText(pending, "USD")}`,
};

const trialBalance = {
  ...reading,
  rows({ ledger }: ToldHistory, asked: { readonly ledger: string }): readonly TrialBalanceRow[] {
    const all = Object.values(ledger.accounts).filter((each) => each.ledger === asked.ledger);
    const codes = [...new Set(all.map(({ code }) => code))].toSorted((one, other) => one - other);
    const sum = (some: typeof all) =>
      some.reduce((before, { counters }) => plus(before, counters), NO_COUNTERS);
    return [
      ...codes.map((code) => ({ code, ...sum(all.filter((each) => each.code === code)) })),
      { code: "all" as const, ...sum(all) },
    ];
  },
  says({ code, ...counters }: TrialBalanceRow): string {
    const { debitsPending, debitsPosted, creditsPending, creditsPosted } = counters;
    const sum = (minor: bigint) => amountText(minor, "").trimStart();
    return `${code}: debited ${sum(debitsPosted)}, credited ${sum(creditsPosted)}; held ${sum(debitsPending)} and ${sum(creditsPending)}`;
  },
};

function plus(one: Counters, other: Counters): Counters {
  return {
    debitsPending: one.debitsPending + other.debitsPending,
    debitsPosted: one.debitsPosted + other.debitsPosted,
    creditsPending: one.creditsPending + other.creditsPending,
    creditsPosted: one.creditsPosted + other.creditsPosted,
  };
}

/** What readers see of a ledger: statements, what accounts held at a time, and sums by class. */
export const HISTORY_READ_MODELS = {
  statement,
  "balances at a time": balances,
  "trial balance": trialBalance,
};
