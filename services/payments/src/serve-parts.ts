import type { Database } from "@holdfast/postgres";
import type { Logger, Metrics } from "@holdfast/telemetry";

import type { LedgerDoor } from "./application/ledger-request.ts";
import type { Config } from "./config.ts";

/** What the HTTP side stands on. */
export type ServeParts = {
  readonly config: Config;
  /** For whatever is only read; as the `app` role. */
  readonly readDatabase: Database;
  readonly door: LedgerDoor;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Whether the database was reached and has all migrations. */
  readonly isPrepared: () => boolean;
};
