import { adminSettings } from "../admin-settings.ts";
import { openClient } from "../open-client.ts";
import { sqlState } from "../sql-state.ts";
import { serverUrl, SUPERUSER } from "./server-url.ts";

/** The database of all services; each has a schema of its own in it. */
export const DATABASE = "holdfast";

/** Creates the database if it is missing. */
export async function ensureDatabase(at: { port: number; secret: string }): Promise<void> {
  const url = serverUrl(SUPERUSER, { ...at, database: "postgres" });
  await using client = await openClient(adminSettings(url, "holdfast-embedded"));
  try {
    await client.query(`create database ${DATABASE}`);
  } catch (error) {
    if (sqlState(error) !== DUPLICATE_DATABASE) throw error;
  }
}

const DUPLICATE_DATABASE = "42P04";
