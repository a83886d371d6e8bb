import type { Database } from "@holdfast/postgres";

import { Draft } from "../../domain/draft.ts";
import { needsOfEvent } from "../../domain/needs-of-event.ts";
import { becomeTenant } from "./as-tenant.ts";
import { ledgerLog } from "./ledger-log.ts";
import { type Ledger, openBooks } from "./open-book.ts";
import { writeBooks } from "./write-book.ts";

/** How much is kept in memory. */
export type RebuildLedgerOptions = {
  /** Events in one transaction; 500. */
  readonly eventsMax?: number;
};

const EVENTS_MAX = 500;

/**
 * Makes the rows of a tenant's ledgers of its log, from the beginning; they must have been removed before. Returns how
 * many events there were.
 */
export async function rebuildLedger(
  database: Database,
  ledger: Ledger,
  { eventsMax = EVENTS_MAX }: RebuildLedgerOptions = {},
): Promise<number> {
  let events = 0;
  for (let after: bigint | undefined = 0n; after !== undefined;) {
    const page = await rebuildPage(database, ledger, { after, max: eventsMax });
    events += page.events;
    after = page.last;
  }
  return events;
}

function rebuildPage(
  database: Database,
  ledger: Ledger,
  page: { readonly after: bigint; readonly max: number },
): Promise<{ readonly events: number; readonly last: bigint | undefined }> {
  return database.transaction(async (tx) => {
    await becomeTenant(tx, ledger.tenant);
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
  });
}
