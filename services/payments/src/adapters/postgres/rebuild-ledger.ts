import type { Database } from "@holdfast/postgres";

import { Draft } from "../../domain/draft.ts";
import { needsOfEvent } from "../../domain/needs-of-event.ts";
import { becomeTenant } from "./as-tenant.ts";
import { ledgerLog } from "./ledger-log.ts";
import { type Ledger, openBooks } from "./open-book.ts";
import { writeBooks } from "./write-book.ts";

/** Events in one transaction. */
const PAGE = 500;

/**
 * Makes the rows of a tenant's ledgers of its log, from the beginning; they must have been removed before. Returns how
 * many events there were.
 */
export async function rebuildLedger(database: Database, ledger: Ledger): Promise<number> {
  let events = 0;
  for (let after: bigint | undefined = 0n; after !== undefined;) {
    const page = await rebuildPage(database, ledger, after);
    events += page.events;
    after = page.last;
  }
  return events;
}

function rebuildPage(
  database: Database,
  ledger: Ledger,
  after: bigint,
): Promise<{ readonly events: number; readonly last: bigint | undefined }> {
  return database.transaction(async (tx) => {
    await becomeTenant(tx, ledger.tenant);
    const logged = await ledgerLog(tx, ledger, { after, max: PAGE });
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
