import type { Database } from "@holdfast/postgres";
import { postgresEventStore } from "@holdfast/postgres/event-store";

import { historyWriter } from "../src/adapters/postgres/history-writer.ts";
import { servedHistory } from "../src/adapters/postgres/load-target.ts";
import { openTerm } from "../src/adapters/postgres/term.ts";
import type { Events, LoadWriter, PageTelling } from "../src/application/history.ts";
import { SCHEMA } from "../src/schema.ts";
import { CHAIN_ID } from "./in-memory/memory-upstream.ts";

/** A writer of the served history, in the term that nobody has taken from a fresh database. */
export function writerByHand(database: Database): LoadWriter {
  const store = postgresEventStore({ database, schema: SCHEMA });
  const term = openTerm({ database, schema: SCHEMA, epoch: 0n, store, chainId: CHAIN_ID });
  return historyWriter(term, servedHistory(SCHEMA));
}

/** How a load that ends at level 100 is told to begin. */
export const STARTED: Events = [{ type: "SyncStarted", chainId: CHAIN_ID, finalLevel: 100 }];

/** How a page of the first range is told. */
export const INGESTED: PageTelling = {
  events: (sha256) => [{ type: "PageIngested", range: 0, fromId: 1, toId: 2, count: 2, sha256 }],
  onDurable: () => undefined,
};
