import { type Database, sqlState, type Transaction } from "@holdfast/postgres";

import { Draft } from "../../domain/draft.ts";
import { needsOfEvent } from "../../domain/needs-of-event.ts";
import { becomeTenant } from "./as-tenant.ts";
import { ledgerLog } from "./ledger-log.ts";
import { type Ledger, openBooks } from "./open-book.ts";
import { RebuildRefused } from "./rebuild-refused.ts";
import { writeBooks } from "./write-book.ts";

/** How ledgers are made anew. */
export type RebuildLedgerOptions = {
  /** Events in memory; 500. */
  readonly eventsMax?: number;
  /** Told how many events there were so far. */
  readonly onProgress?: (events: number) => void;
};

const EVENTS_MAX = 500;
/** All that are made of the log. */
const TABLES = ["transfer_note", "failed_attempt", "transfer", "quote", "account"] as const;

/**
 * Removes the rows of a tenant's ledgers and makes them of its log again, in one transaction, with nobody else in their
 * tables; returns how many events there were. `admin` may become the owner of the tables. Throws `RebuildRefused` if the
 * service is connected: it remembers accounts as they were.
 */
export function rebuildLedger(
  admin: Database,
  ledger: Ledger,
  options: RebuildLedgerOptions = {},
): Promise<number> {
  const { schema, tenant } = ledger;
  return admin.transaction(async (tx) => {
    await lockAll(tx, schema);
    await becomeTenant(tx, tenant);
    for (const table of TABLES) {
      const text = `delete from ${schema}.${table} where tenant_id = $1`;
      await tx.query({ text, values: [tenant] });
    }
    const events = await replayAll(tx, ledger, options);
    if (events === 0) {
      throw new RebuildRefused("no_events", `there are no events of a ledger of tenant ${tenant}`);
    }
    await tx.query({ text: policies(schema, (table) => `drop policy rebuilding on ${table}`) });
    return events;
  });
}

const LOCK_NOT_AVAILABLE = "55P03";

/** Becomes the owner of the tables, whom policies let through until the transaction ends, and is alone in them. */
async function lockAll(tx: Transaction, schema: string): Promise<void> {
  const tables = TABLES.map((table) => `${schema}.${table}`).join(", ");
  const { rows } = await tx.query<{ owner: string }>({
    text: `select quote_ident(tableowner) as owner from pg_tables
      where schemaname = $1 and tablename = 'account'`,
    values: [schema],
  });
  const owner = rows[0]?.owner ?? "none";
  const using = `to ${owner} using (true)`;
  const create = (table: string): string => `create policy rebuilding on ${table} ${using}`;
  try {
    await tx.query({ text: `set local role ${owner}; set local lock_timeout = '5s'` });
    await tx.query({ text: `lock table ${tables} in access exclusive mode` });
    await refuseIfServed(tx, schema);
    await tx.query({ text: policies(schema, create) });
  } catch (cause) {
    if (sqlState(cause) !== LOCK_NOT_AVAILABLE) throw cause;
    const message = "somebody is at work in the tables of the ledgers";
    throw new RebuildRefused("in_use", message, { cause });
  }
}

/** A row that others may not see changed must not be remembered by them either: not even a service that is idle is one. */
async function refuseIfServed(tx: Transaction, schema: string): Promise<void> {
  const { rows } = await tx.query<{ connected: number }>({
    text: `select count(*)::int as connected from pg_stat_activity
      where datname = current_database() and application_name like $1 and pid <> pg_backend_pid()`,
    values: [`${schema}%`],
  });
  const { connected = 0 } = rows[0] ?? {};
  if (connected === 0) return;
  throw new RebuildRefused(
    "in_use",
    `the service is connected (${connected} connections): stop all its instances first`,
  );
}

function policies(schema: string, statement: (table: string) => string): string {
  return [...TABLES, "events"].map((table) => statement(`${schema}.${table}`)).join("; ");
}

async function replayAll(
  tx: Transaction,
  ledger: Ledger,
  { eventsMax = EVENTS_MAX, onProgress }: RebuildLedgerOptions,
): Promise<number> {
  let events = 0;
  for (let after: bigint | undefined = 0n; after !== undefined;) {
    const page = await replayPage(tx, ledger, { after, max: eventsMax });
    events += page.events;
    after = page.last;
    if (page.events > 0) onProgress?.(events);
  }
  return events;
}

async function replayPage(
  tx: Transaction,
  ledger: Ledger,
  page: { readonly after: bigint; readonly max: number },
): Promise<{ readonly events: number; readonly last: bigint | undefined }> {
  const logged = await ledgerLog(tx, ledger, page);
  const needs = logged.map(({ event }) => needsOfEvent(event));
  const { schema, tenant } = ledger;
  const wanted = {
    accounts: needs.flatMap(({ accounts }) => accounts),
    numbers: [],
    transfers: needs.flatMap(({ transfers }) => transfers),
    quotes: needs.flatMap(({ quotes }) => quotes),
  };
  const [book] = await openBooks(tx, schema, [{ tenant, needs: wanted, commands: [] }]);
  if (book === undefined) throw new RangeError("a book was not opened");
  const draft = new Draft(book.state);
  for (const { event } of logged) draft.apply(event);
  writeBooks(tx, schema, [{ tenant, before: book.state, changes: draft.changes }]);
  return { events: logged.length, last: logged.at(-1)?.position };
}
