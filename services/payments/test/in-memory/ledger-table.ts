import type { Account, Limit } from "../../src/domain/account.ts";
import { AMOUNT_MAX, type Counters } from "../../src/domain/counters.ts";
import { decideInTurn, type ItemResult } from "../../src/domain/decide-transfers.ts";
import { execute } from "../../src/domain/execute.ts";
import type { ChangeStatus, Item, NewTransfer } from "../../src/domain/ledger-command.ts";
import { LedgerState } from "../../src/domain/ledger-state.ts";
import { BEGINNING } from "./ledger-story.ts";
import { type AccountStatus, createAccount, type TableAccount } from "./table-accounts.ts";
import { mistakeOf, repeated } from "./table-mistakes.ts";
import { type Status, statusOf } from "./table-status.ts";
import { idOf, type TableTransfer } from "./table-transfer.ts";

// Plays tables of transfers in the form in which TigerBeetle tests its state machine, on the domain of this ledger.
//
// What a table says and a command of the domain cannot (a hold that is posted and voided at once, a void with another
// amount) is told by table-mistakes.ts; an item that nobody accepts stands in its place, so that its chain fails with it.
//
// Not replayable:
// - Amounts and counters above 10^38 - 1. There they have 128 bits, up to 2^128 - 1, some 3.4 times as much. Here they have
//   38 digits, which is what PostgreSQL's numeric(38) and the wire take. So tables write `MAX` for the largest one, which
//   here is 99…9 and there ff…f; rows whose amounts lie in between have no meaning here.
// - user_data_64 and user_data_32, imported events and timestamps of the client's: transfers have no such fields.
// - Balances that accounts begin with (`is`) are put there, past the domain, as there.

/** As much as an account can count; elsewhere 2^128 - 1. */
export const MAX = AMOUNT_MAX;

/** Debits pending, debits posted, credits pending, credits posted. */
export type FourCounters = readonly [bigint, bigint, bigint, bigint];

/** A row of a table. */
export type TableRow =
  | {
      readonly account: string;
      readonly flag?: Exclude<Limit, "none">;
      readonly ledger?: number;
      /** As if something had been moved on it before. */
      readonly is?: FourCounters;
    }
  /** An account that is asked for, with what has to become of it. */
  | { readonly create: TableAccount; readonly status: AccountStatus }
  /** Transfers of one request, with what has to become of each. */
  | { readonly batch: readonly (readonly [TableTransfer, Status])[] }
  /** Time passes; whoever releases holds comes round then, unless that is left out. */
  | { readonly tick: number; readonly isSwept?: boolean }
  | { readonly counters: string; readonly are: FourCounters };

/** Plays a table, and tells each row that says what has to be, with what is in its place. */
export function playTable(rows: readonly TableRow[]): readonly string[] {
  const game = new TableGame();
  return rows.flatMap((row, at) => game.play(row).map((is) => `row ${at + 1}: ${is}`));
}

/** What playing a table has to tell. */
export function expectedOf(rows: readonly TableRow[]): readonly string[] {
  return rows.flatMap((row, at) => {
    if ("batch" in row)
      return row.batch.map(([{ id }, status]) => `row ${at + 1}: ${id} ${status}`);
    if ("create" in row) return [`row ${at + 1}: ${row.create.id} ${row.status}`];
    return "counters" in row ? [`row ${at + 1}: ${row.counters} ${row.are.join(" ")}`] : [];
  });
}

class TableGame {
  #state = new LedgerState();
  #seconds = 0;
  /** Accounts that a transfer has closed, by its id. */
  readonly #closings = new Map<string, string>();

  play(row: TableRow): readonly string[] {
    if ("account" in row) return this.#open(row);
    if ("create" in row) return this.#createAccount(row.create);
    if ("batch" in row) return this.#create(row.batch.map(([transfer]) => transfer));
    if ("tick" in row) return this.#pass(row.tick, row.isSwept ?? true);
    const { debitsPending, debitsPosted, creditsPending, creditsPosted } = this.#counters(
      row.counters,
    );
    const four = [debitsPending, debitsPosted, creditsPending, creditsPosted];
    return [`${row.counters} ${four.join(" ")}`];
  }

  get #now(): string {
    return new Date(Date.parse(BEGINNING) + this.#seconds * 1_000).toISOString();
  }

  #counters(account: string): Counters {
    const found = this.#state.account(idOf(account));
    if (found === undefined) throw new RangeError(`the table has no account ${account}`);
    return found.counters;
  }

  #open({
    account,
    flag,
    ledger = 1,
    is = [0n, 0n, 0n, 0n],
  }: Extract<TableRow, { readonly account: string }>) {
    const [debitsPending, debitsPosted, creditsPending, creditsPosted] = is;
    const opened: Account = {
      id: idOf(account),
      ledger: String(ledger),
      code: 1,
      normalSide: "credit",
      limit: flag ?? "none",
      minAvailable: 0n,
      status: "open",
      settingsVersion: 1,
      version: 0n,
      counters: { debitsPending, debitsPosted, creditsPending, creditsPosted },
      openedAt: this.#now,
      touchedAt: this.#now,
    };
    const accounts = new Map([...this.#state.known.accounts, [opened.id, opened]]);
    this.#state = new LedgerState({ ...this.#state.known, accounts });
    return [];
  }

  #createAccount(account: TableAccount): readonly string[] {
    const { status, events } = createAccount(
      this.#state,
      { id: idOf(account.id), account },
      this.#now,
    );
    for (const event of events) this.#state = this.#state.after(event);
    return [`${account.id} ${status}`];
  }

  /** Nobody looks at the content of what is there, or has failed, already. */
  #mistakeOf(transfer: TableTransfer): Status | undefined {
    const id = idOf(transfer.id);
    const isKnown =
      this.#state.transfer(id) !== undefined || this.#state.failedAttempt(id) !== undefined;
    if (isKnown || transfer.id === "0" || transfer.id === "max") return undefined;
    return mistakeOf(transfer, this.#state);
  }

  #create(transfers: readonly TableTransfer[]): readonly string[] {
    const mistakes = transfers.map((transfer) => this.#mistakeOf(transfer));
    for (const [at, { pending = "" }] of transfers.entries())
      if (mistakes[at] === undefined) this.#change("ReopenAccount", this.#closings.get(pending));
    const before = this.#state;
    const items = transfers.map((transfer, at) =>
      mistakes[at] === undefined ? itemOf(transfer) : nobodysItem(transfer),
    );
    const results = this.#decide(items);
    for (const [at, transfer] of transfers.entries()) {
      if (results[at]?.status !== "created") continue;
      const closed = closedBy(transfer);
      this.#change("CloseAccount", closed);
      if (closed !== undefined) this.#closings.set(transfer.id, closed);
    }
    return transfers.map((transfer, at) => {
      const status = statusOf(before, itemOf(transfer), results[at]);
      if (status === "exists") return `${transfer.id} ${repeated(transfer, this.#state)}`;
      return `${transfer.id} ${status === "invalid_amount" ? mistakes[at] : status}`;
    });
  }

  #pass(seconds: number, isSwept: boolean): readonly string[] {
    this.#seconds += seconds;
    if (!isSwept) return [];
    const over = [...this.#state.known.transfers.values()].filter(
      ({ expiresAt, resolution }) =>
        expiresAt !== undefined && expiresAt <= this.#now && !resolution,
    );
    this.#decide(
      over.map(({ id: hold }) => ({ kind: "expire_hold", id: `expiry of ${hold}`, hold })),
    );
    return [];
  }

  #decide(items: readonly Item[]): readonly ItemResult[] {
    const command = { type: "PostTransfers", isAtomic: false, items } as const;
    const circumstances = { now: this.#now, leastAmount: 0n };
    const { events, results } = decideInTurn(this.#state, command, circumstances);
    for (const event of events) this.#state = this.#state.after(event);
    return results;
  }

  #change(type: ChangeStatus["type"], account: string | undefined): void {
    if (account === undefined) return;
    const command = { type, account: idOf(account), reason: "as the table says" };
    const { events, refusal } = execute(this.#state, command, this.#now);
    if (refusal !== undefined) throw new RangeError(refusal.sentence);
    for (const event of events) this.#state = this.#state.after(event);
  }
}

function closedBy({ flags = [], debit, credit }: TableTransfer): string | undefined {
  if (flags.includes("closing_debit")) return debit;
  return flags.includes("closing_credit") ? credit : undefined;
}

/** Refused for its own sake, whatever the ledger has, so that its id is not used up. */
function nobodysItem({ id, flags = [] }: TableTransfer): Item {
  const unsaid = { id, debit: "nobody", credit: "no-one", amount: -1n };
  return itemOf({ ...unsaid, flags: flags.includes("linked") ? ["linked"] : [] });
}

/** Elsewhere every id is tried once. */
function itemOf(transfer: TableTransfer): Item {
  const { id, flags = [], pending = "", amount = 0n, userData } = transfer;
  const isLinked = flags.includes("linked");
  const known = { id: idOf(id), isLinked, once: "attempt" } as const;
  const notes = userData === undefined ? {} : { metadata: { userData } };
  const hold = idOf(pending);
  if (flags.includes("post_pending_transfer")) {
    return { kind: "post_hold", ...known, ...notes, hold, ...(amount !== MAX && { amount }) };
  }
  if (flags.includes("void_pending_transfer")) {
    return { kind: "void_hold", ...known, ...notes, hold, reason: "as the table says" };
  }
  return { ...known, ...notes, ...newTransferOf(transfer) };
}

const UNSAID: Required<Omit<TableTransfer, "id" | "pending" | "userData">> = {
  debit: "",
  credit: "",
  amount: 0n,
  flags: [],
  timeout: 0,
  ledger: 1,
  code: 1,
};

function newTransferOf(transfer: TableTransfer): Omit<NewTransfer, "id" | "once"> {
  const { debit, credit, amount, flags, timeout, ledger, code } = { ...UNSAID, ...transfer };
  const side = flags.includes("balancing_credit") ? "credit" : "debit";
  const isBalancing = flags.includes(`balancing_${side}`);
  return {
    kind: "transfer",
    debitAccount: idOf(debit),
    creditAccount: idOf(credit),
    amount: isBalancing && amount === MAX ? "max" : amount,
    ...(isBalancing && { balancing: side }),
    ledger: String(ledger),
    code,
    isPending: flags.includes("pending"),
    ...(timeout > 0 && { timeoutSeconds: timeout }),
    conditions: [],
  };
}
