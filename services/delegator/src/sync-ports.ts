import type { Database } from "@holdfast/postgres";
import { postgresEventStore } from "@holdfast/postgres/event-store";

import { auditStore } from "./adapters/postgres/audit-store.ts";
import { historyReader, shadowReader } from "./adapters/postgres/history-reader.ts";
import { historyWriter } from "./adapters/postgres/history-writer.ts";
import { leaseLeadership } from "./adapters/postgres/lease-leadership.ts";
import { servedHistory, shadowHistory } from "./adapters/postgres/load-target.ts";
import { openTerm } from "./adapters/postgres/term.ts";
import { tipWriter } from "./adapters/postgres/tip-writer.ts";
import { trimChanges } from "./adapters/postgres/trim-changes.ts";
import type { TzktHttp } from "./adapters/tzkt/tzkt-http.ts";
import { tzktUpstream } from "./adapters/tzkt/tzkt-upstream.ts";
import type { SyncOptions, SyncPorts } from "./application/sync.ts";
import type { Config } from "./config.ts";
import { SCHEMA } from "./schema.ts";

/** Under a limit every further range would cost a request for its last, partly filled page. */
const RANGES_UNDER_LIMIT = 2;

/** Up to so many requests a second a load waits for the upstream; beyond, pages of 10,000 rows keep the database busy. */
const PACED_PER_SECOND_MAX = 20;

/** What the synchronisation stands on. */
export type SyncParts = Pick<
  SyncPorts,
  "clock" | "random" | "tell" | "provisional" | "openWakeups"
> & {
  readonly database: Database;
  /** For the lease alone. */
  readonly leaseDatabase: Database;
  readonly http: TzktHttp;
};

/** The synchronisation's ports: PostgreSQL on one side, TzKT on the other. */
export function syncPorts(config: Config, parts: SyncParts): SyncPorts {
  const { database, leaseDatabase, clock, random, tell, provisional, openWakeups } = parts;
  const isLimited = config.TZKT_RPS > 0;
  // Nothing is appended by itself, which would have to be waited for in the end.
  const store = postgresEventStore({ database, schema: SCHEMA });
  return {
    clock,
    random,
    tell,
    provisional,
    openWakeups,
    upstream: tzktUpstream({
      ...parts,
      pageSize: config.TZKT_PAGE,
      perSecond: config.TZKT_RPS,
      retryMinMs: config.TZKT_RETRY_MIN,
      retryMaxMs: config.TZKT_RETRY_MAX,
    }),
    isPaced: isLimited && config.TZKT_RPS <= PACED_PER_SECOND_MAX,
    ranges: isLimited ? Math.min(config.SYNC_RANGES, RANGES_UNDER_LIMIT) : config.SYNC_RANGES,
    reader: historyReader(database, SCHEMA),
    term(epoch) {
      const term = openTerm({ database, schema: SCHEMA, epoch, store, chainId: config.CHAIN_ID });
      return {
        writer: { ...historyWriter(term, servedHistory(SCHEMA)), ...tipWriter(term) },
        shadow: {
          ...historyWriter(term, shadowHistory(SCHEMA)),
          ...shadowReader(database, SCHEMA),
        },
        auditStore: auditStore(term),
      };
    },
    trimChanges: async () => {
      await trimChanges(database, SCHEMA, config.SSE_RETENTION);
    },
    leadership: leaseLeadership({
      database: leaseDatabase,
      store: postgresEventStore({ database: leaseDatabase, schema: SCHEMA }),
      chainId: config.CHAIN_ID,
      schema: SCHEMA,
      holder: config.LEADER_KEY,
      leaseMs: config.SYNC_LEASE,
      clock,
    }),
  };
}

export function syncOptions(config: Config): SyncOptions {
  return {
    chainId: config.CHAIN_ID,
    finality: config.SYNC_FINALITY,
    pollMs: config.SYNC_POLL,
    auditMs: config.SYNC_AUDIT,
  };
}
