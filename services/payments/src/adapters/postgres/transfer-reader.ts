import type { Database } from "@holdfast/postgres";

import type { ReadTransfer } from "../../application/ledger-readers.ts";
import { readAgain } from "./read-again.ts";

/** Looks up transfers one by one. */
export function transferReader(database: Database, schema: string): ReadTransfer {
  return async (tenant, id) => {
    const wanted = { tenant, transfers: [id], quotes: [] };
    const [shown] = await readAgain(database, schema, [wanted]);
    const recorded = shown?.transfers.get(id);
    return recorded && shown && { recorded, accounts: shown.accounts };
  };
}
