import { lending, RecordArray, type WriteCall } from "@holdfast/postgres/event-store";

import type { Account } from "../../domain/account.ts";
import type { Counters } from "../../domain/counters.ts";
import type { RecordedTransfer } from "../../domain/recorded-transfer.ts";
import type { Written } from "./write-book.ts";

/** Of `kept_move`. */
const MOVE_COLUMNS = 14;
/** Of `kept_transfer`. */
const TRANSFER_COLUMNS = 25;

type Kept = {
  readonly decidedAt: string;
  readonly ledgers: readonly Written[];
};

/** A call, until it is disposed of: what it was written into is used again. */
type KeptCall = WriteCall & Disposable;

/** The call that writes ledgers if they are as they were thought to be. */
export function keptCall(schema: string, { decidedAt, ledgers }: Kept): KeptCall {
  const lent = lend();
  const { moves, transfers } = lent.it;
  for (const { tenant, before, changes } of ledgers) {
    // In the order of their ids, in which their rows are locked.
    const accounts = [...changes.accounts.values()].toSorted((one, other) =>
      one.id < other.id ? -1 : 1,
    );
    for (const after of accounts) {
      writeMove(moves, { tenant, before: before.account(after.id), after });
    }
    for (const each of changes.recorded) writeTransfer(transfers, tenant, each);
  }
  return {
    name: `${schema}.write_kept`,
    values: [decidedAt, moves.toBuffer(), transfers.toBuffer()],
    [Symbol.dispose]: () => lent[Symbol.dispose](),
  };
}

/** What a call is written into. */
class Rows {
  readonly moves = new RecordArray(MOVE_COLUMNS);
  readonly transfers = new RecordArray(TRANSFER_COLUMNS);

  clear(): void {
    this.moves.clear();
    this.transfers.clear();
  }
}

/** As many calls as are under way at most times. */
const IDLE_MAX = 4;
const lend = lending(() => new Rows(), IDLE_MAX);

/** What an account was thought to be, and what is to become of it. */
type Move = {
  readonly tenant: string;
  readonly before: Account | undefined;
  readonly after: Account;
};

/** The columns stand in the order of the type. */
function writeMove(moves: RecordArray, { tenant, before, after }: Move): void {
  if (before === undefined) throw new RangeError("an account was decided on that is not kept");
  const [were, are] = [before.counters, after.counters];
  moves.next();
  moves.uuid(tenant);
  moves.uuid(after.id);
  moves.int4(after.settingsVersion);
  moves.int8(after.version);
  moves.int4(Number(after.version - before.version));
  writeCounters(moves, are);
  writeCounters(moves, {
    debitsPending: are.debitsPending - were.debitsPending,
    debitsPosted: are.debitsPosted - were.debitsPosted,
    creditsPending: are.creditsPending - were.creditsPending,
    creditsPosted: are.creditsPosted - were.creditsPosted,
  });
  moves.timestamptz(Date.parse(after.touchedAt));
}

/** The columns stand in the order of the type. */
function writeTransfer(
  rows: RecordArray,
  tenant: string,
  { transfer, debit, credit }: RecordedTransfer,
): void {
  rows.next();
  rows.uuid(tenant);
  rows.uuid(transfer.id);
  rows.uuid(transfer.debitAccount);
  rows.uuid(transfer.creditAccount);
  rows.uuid(transfer.batch);
  for (const time of [transfer.recordedAt, transfer.effectiveAt, transfer.expiresAt]) {
    rows.timestamptz(time === undefined ? undefined : Date.parse(time));
  }
  rows.int8(debit.version);
  rows.int8(credit.version);
  rows.int4(transfer.timeoutSeconds);
  rows.int4(transfer.code);
  rows.text(transfer.kind);
  rows.text(transfer.ledger);
  rows.numeric(transfer.amount);
  writeCounters(rows, debit.counters);
  writeCounters(rows, credit.counters);
  rows.text(transfer.description);
  rows.json(transfer.metadata === undefined ? undefined : JSON.stringify(transfer.metadata));
}

function writeCounters(rows: RecordArray, counters: Counters): void {
  rows.numeric(counters.debitsPending);
  rows.numeric(counters.debitsPosted);
  rows.numeric(counters.creditsPending);
  rows.numeric(counters.creditsPosted);
}
