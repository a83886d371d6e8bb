import type { Transaction } from "@holdfast/postgres";

import type { LedgerDifference } from "../../application/trial-balance.ts";
import { needsOfEvent } from "../../domain/needs-of-event.ts";
import type { RecordedTransfer } from "../../domain/recorded-transfer.ts";
import { Replay, type Replayed } from "../../domain/replay.ts";
import type { Transfer } from "../../domain/transfer.ts";
import { ACCOUNT_JSON } from "./account-columns.ts";
import { accountOfRow, type AccountRow } from "./account-row.ts";
import { compare, type Differing } from "./compare.ts";
import { beginnings, type LoggedEvent, ledgerLog } from "./ledger-log.ts";
import type { Ledger } from "./open-book.ts";
import { recordedOfRow, type TransferRow } from "./transfer-row.ts";

/** Which ledger of a tenant is compared, and how many differences are enough. */
export type ComparedLedger = Ledger & {
  readonly ledger: string;
  readonly eventsMax: number;
  readonly max: number;
};

/** Accounts are kept apart by the end of their ids, which is chance. */
type Part = { readonly part: number; readonly parts: number };

const FIRST_ID = "00000000-0000-0000-0000-000000000000";
const DIGITS = 8;
const HEXADECIMAL = 16;

/** Replays a ledger and compares each row with what the log makes of it, up to a number of differences. */
export class LedgerComparison {
  readonly differences: LedgerDifference[] = [];
  readonly #tx: Transaction;
  readonly #place: ComparedLedger;
  /** Events, and transfers of the ledger that they tell of; counted in the first part. */
  events = 0;
  transfers = 0;

  constructor(tx: Transaction, place: ComparedLedger) {
    this.#tx = tx;
    this.#place = place;
  }

  /** Whether there are as many differences as anybody wants to know. */
  get isFull(): boolean {
    return this.differences.length >= this.#place.max;
  }

  /** Compares the accounts of a part, and the transfers on them. */
  async comparePart({ part, parts }: Part, signal: AbortSignal): Promise<void> {
    const isIn = (id: string): boolean =>
      Number.parseInt(id.slice(-DIGITS), HEXADECIMAL) % parts === part;
    const { ledger, eventsMax } = this.#place;
    const replay = new Replay((id, of) => of === ledger && isIn(id));
    for (let after = 0n; !this.isFull;) {
      signal.throwIfAborted();
      const events = await ledgerLog(this.#tx, this.#place, { after, max: eventsMax });
      const last = events.at(-1);
      if (last === undefined) break;
      after = last.position;
      const replayed = replay.apply(events, await this.#held(events));
      if (part === 0) this.#count(events, replayed);
      await this.#compareTransfers(replayed, (id) => replay.accounts.has(id));
    }
    await this.#compareAccounts(replay, isIn);
  }

  #count(events: readonly LoggedEvent[], replayed: readonly Replayed[]): void {
    this.events += events.length;
    this.transfers += replayed.filter(
      ({ recorded }) => recorded?.transfer.ledger === this.#place.ledger,
    ).length;
  }

  /** How holds began that end here; of the log, like everything else. */
  async #held(events: readonly LoggedEvent[]) {
    const ended = events.flatMap(({ event }) => needsOfEvent(event).transfers);
    const here = new Set(
      events.flatMap(({ event }) =>
        "by" in event ? [] : "transfer" in event ? [event.transfer] : [],
      ),
    );
    const missing = ended.filter((id) => !here.has(id));
    return missing.length === 0 ? [] : beginnings(this.#tx, this.#place, [...new Set(missing)]);
  }

  async #compareTransfers(
    replayed: readonly Replayed[],
    isKept: (account: string) => boolean,
  ): Promise<void> {
    const wanted = replayed.flatMap(({ recorded, resolved }) => [
      ...(recorded === undefined ? [] : [recorded.transfer.id]),
      ...(resolved === undefined ? [] : [resolved.id]),
    ]);
    const { schema, tenant } = this.#place;
    const { rows } = await this.#tx.query<TransferRow>({
      name: "compared_transfers",
      text: `select * from ${schema}.transfer as t where t.tenant_id = $1 and t.id = any ($2::uuid[])`,
      values: [tenant, wanted],
    });
    const stored = new Map(rows.map((row) => [row.id, recordedOfRow(row)]));
    for (const { position, recorded, resolved } of replayed) {
      if (recorded === undefined) continue;
      const found = stored.get(recorded.transfer.id);
      for (const { account, ...differing } of recordDiffers(recorded, found)) {
        if (isKept(account)) this.#add(account, position, differing);
      }
      if (resolved === undefined || !isKept(resolved.debitAccount)) continue;
      for (const differing of resolutionDiffers(resolved, stored.get(resolved.id)?.transfer)) {
        this.#add(resolved.debitAccount, position, differing);
      }
    }
  }

  async #compareAccounts(replay: Replay, isIn: (id: string) => boolean): Promise<void> {
    const missing = new Map(replay.accounts);
    const { schema, tenant, ledger, eventsMax } = this.#place;
    for (let after: string | undefined = FIRST_ID; after !== undefined && !this.isFull;) {
      const { rows }: { readonly rows: readonly { readonly row: AccountRow }[] } =
        await this.#tx.query<{ row: AccountRow }>({
          name: "compared_accounts",
          text: `select ${ACCOUNT_JSON} as row from ${schema}.account as a
            where a.tenant_id = $1 and a.ledger = $2 and a.id > $3 order by a.id limit $4`,
          values: [tenant, ledger, after, eventsMax],
        });
      after = rows.at(-1)?.row[0];
      for (const account of rows.map(({ row }) => accountOfRow(row)).filter(({ id }) => isIn(id))) {
        const expected = missing.get(account.id);
        missing.delete(account.id);
        const differing = expected && compare({ account: expected.account }, { account });
        const nobody = { field: "account", expected: undefined, actual: account.id };
        for (const each of differing ?? [nobody]) {
          this.#add(account.id, expected?.position, each);
        }
      }
    }
    for (const [id, { position }] of missing) {
      this.#add(id, position, { field: "account", expected: id, actual: undefined });
    }
  }

  #add(
    account: string,
    position: bigint | undefined,
    { field, expected, actual }: Differing,
  ): void {
    if (this.isFull) return;
    this.differences.push({
      account,
      ...(position !== undefined && { position }),
      field,
      ...(expected !== undefined && { expected }),
      ...(actual !== undefined && { actual }),
    });
  }
}

/** What differs, by the account it is about; but for what becomes of a transfer later. */
function recordDiffers(
  expected: RecordedTransfer,
  found: RecordedTransfer | undefined,
): readonly (Differing & { readonly account: string })[] {
  const { id, debitAccount, creditAccount } = expected.transfer;
  const differing = compare(asRecorded(expected), found === undefined ? {} : asRecorded(found));
  return differing.map((each) => ({
    ...each,
    field: `transfer ${id}.${each.field}`,
    account: each.field.startsWith("credit.") ? creditAccount : debitAccount,
  }));
}

function asRecorded({ transfer, debit, credit }: RecordedTransfer): object {
  const { resolution: _resolution, reversed: _reversed, ...told } = transfer;
  return { ...told, debit, credit };
}

function resolutionDiffers(
  { id, resolution }: Transfer,
  found: Transfer | undefined,
): readonly Differing[] {
  const differing = compare({ resolution }, { resolution: found?.resolution });
  return differing.map((each) => ({ ...each, field: `transfer ${id}.${each.field}` }));
}
