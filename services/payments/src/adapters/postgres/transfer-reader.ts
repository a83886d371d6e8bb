import type { Database } from "@holdfast/postgres";

import type { ReadTransfer } from "../../application/ledger-readers.ts";
import { readAgain } from "./read-again.ts";

/** Looks up transfers one by one. */
export function transferReader(database: Database, schema: string): ReadTransfer {
  return async (tenant, id) => {
    const wanted = { transfers: [id], quotes: [] };
    const { transfers, accounts } = await readAgain(database, { schema, tenant }, wanted);
    const recorded = transfers.get(id);
    return recorded && { recorded, accounts };
  };
}
