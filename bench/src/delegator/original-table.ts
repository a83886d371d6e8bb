import { openDatabase } from "@holdfast/postgres";

/** Where the original's flow keeps its rows and how far it has come. */
export const ORIGINAL_TABLE = "original.delegations";
export const ORIGINAL_CHECKPOINT = "original.checkpoint";

// Names and types follow the original's five columns and its two orderings; that the year is a stored generated
// column is assumed. All of it exists before the load, as its migrations leave it.
const TABLES = `
  create schema original;
  create table ${ORIGINAL_TABLE} (
    id bigint primary key,
    timestamp timestamptz not null,
    amount bigint not null,
    delegator text not null,
    level bigint not null,
    year int generated always as (extract(year from timestamp at time zone 'UTC')::int) stored
  );
  create index on ${ORIGINAL_TABLE} (timestamp desc);
  create index on ${ORIGINAL_TABLE} (year, timestamp desc);
  create table ${ORIGINAL_CHECKPOINT} (
    single_row boolean primary key default true check (single_row),
    last_id bigint not null
  );`;

/** Creates the original's tables in a database that has none of them. */
export async function createOriginalTables(adminUrl: string): Promise<void> {
  await using admin = openDatabase({ url: adminUrl, applicationName: "bench", max: 1 });
  await admin.query({ text: TABLES });
}
