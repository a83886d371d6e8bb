import type { EventStore } from "@holdfast/cqrs/event-store";
import type { PositionTokens } from "@holdfast/cqrs/position-token";
import type { AccessSettings } from "@holdfast/http/access";
import type { Cursors } from "@holdfast/http/cursor";
import type { Database } from "@holdfast/postgres";
import type { Logger, Metrics } from "@holdfast/telemetry";

import type { AuditProofs } from "./application/audit-proofs.ts";
import type { LedgerDoor, RecallCommand } from "./application/ledger-request.ts";
import type { RecordRefusal } from "./application/refused-attempts.ts";
import type { TenantBells } from "./application/tenant-bells.ts";
import type { Config } from "./config.ts";

/** Where lists and the feed of events go on. */
type ReadTokens = { readonly cursors: Cursors; readonly positions: PositionTokens };

/** What the HTTP side stands on. */
export type ServeParts = {
  readonly config: Config;
  /** Whose tokens are believed. */
  readonly access: AccessSettings;
  /** For whatever is only read; as the `app` role. */
  readonly readDatabase: Database;
  /** For comparing a ledger with its log; as the `app` role. */
  readonly verifyDatabase: Database;
  /** Calls a listener whenever a connection was lost. */
  readonly whenLost: (listener: () => void) => void;
  /** The log, as the `app` role. */
  readonly store: EventStore;
  readonly door: LedgerDoor;
  readonly recall: RecallCommand;
  readonly recordRefusal: RecordRefusal;
  /** Ids of what clients name no id for. */
  readonly newId: () => string;
  readonly nowMs: () => number;
  /** Keys of cursors and positions. */
  readonly tokens: ReadTokens;
  readonly proofs: AuditProofs;
  /** Rung when something has happened to a tenant. */
  readonly bells: TenantBells;
  /** Aborted when the service stops. */
  readonly stopping: AbortSignal;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Whether the database was reached and has all migrations. */
  readonly isPrepared: () => boolean;
};
