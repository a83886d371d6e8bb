import type { EventStore } from "@holdfast/cqrs/event-store";
import type { AccessSettings } from "@holdfast/http/access";
import type { Database } from "@holdfast/postgres";
import type { Logger, Metrics } from "@holdfast/telemetry";

import type { LedgerDoor, RecallCommand } from "./application/ledger-request.ts";
import type { RecordRefusal } from "./application/refused-attempts.ts";
import type { Config } from "./config.ts";

/** What the HTTP side stands on. */
export type ServeParts = {
  readonly config: Config;
  /** Whose tokens are believed. */
  readonly access: AccessSettings;
  /** For whatever is only read; as the `app` role. */
  readonly readDatabase: Database;
  /** The log, as the `app` role. */
  readonly store: EventStore;
  readonly door: LedgerDoor;
  readonly recall: RecallCommand;
  readonly recordRefusal: RecordRefusal;
  /** Ids of what clients name no id for. */
  readonly newId: () => string;
  readonly nowMs: () => number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Whether the database was reached and has all migrations. */
  readonly isPrepared: () => boolean;
};
