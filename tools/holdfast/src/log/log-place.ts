import type { Database } from "@holdfast/postgres";

/** A log that the present user sees the whole of. */
export type LogPlace = {
  readonly database: Database;
  /** A plain word, so that it may stand in SQL. */
  readonly schema: string;
  /** Host, port and database, without credentials. */
  readonly label: string;
  /** Who is connected. */
  readonly role: string;
};
