import { openDatabase } from "@holdfast/postgres";

import { auditStore } from "./adapters/postgres/audit-store.ts";
import { historyReader, shadowReader } from "./adapters/postgres/history-reader.ts";
import { historyWriter } from "./adapters/postgres/history-writer.ts";
import { INGEST_SESSION, leaseLeadership } from "./adapters/postgres/lease-leadership.ts";
import { servedHistory, shadowHistory } from "./adapters/postgres/load-target.ts";
import { tipWriter } from "./adapters/postgres/tip-writer.ts";
import { systemClock } from "./adapters/runtime/system-clock.ts";
import { type PageReader } from "./adapters/tzkt/page-reader.ts";
import { pollOnly } from "./adapters/tzkt/poll-only.ts";
import { TzktHttp } from "./adapters/tzkt/tzkt-http.ts";
import { TzktHub, type TzktHubOptions } from "./adapters/tzkt/tzkt-hub.ts";
import { tzktUpstream } from "./adapters/tzkt/tzkt-upstream.ts";
import { type Opening } from "./application/opening.ts";
import { type Tell } from "./application/sync-fact.ts";
import { synchronise } from "./application/sync.ts";
import { type Config } from "./config.ts";
import { SCHEMA } from "./schema.ts";

/** One transaction writes, one renews the lease, one reads. */
const CONNECTIONS = 4;
/** Under a limit every further range would cost a request for its last, partly filled page. */
const RANGES_UNDER_LIMIT = 2;
const USER_AGENT = "holdfast-delegator (powered by TzKT API)";

export type IngestConfig = Config & { readonly DATABASE_URL: string };

export type IngestSurroundings = {
  readonly tell: Tell;
  readonly provisional: (opening: Opening) => void;
  /** Reads pages; a thread that takes its time to start is started before there is a database. */
  readonly reader: PageReader;
};

/** Mirrors the chain into the database until the signal is aborted. */
export async function ingest(
  config: IngestConfig,
  surroundings: IngestSurroundings,
  signal: AbortSignal,
): Promise<void> {
  const { tell, provisional, reader } = surroundings;
  const clock = systemClock;
  const random = () => Math.random();
  await using database = openDatabase({
    url: config.DATABASE_URL,
    applicationName: INGEST_SESSION,
    max: CONNECTIONS,
  });
  await using http = tzktHttp(config, reader);
  const upstream = tzktUpstream({
    http,
    pageSize: config.TZKT_PAGE,
    perSecond: config.TZKT_RPS,
    retryMinMs: config.TZKT_RETRY_MIN,
    retryMaxMs: config.TZKT_RETRY_MAX,
    clock,
    random,
    tell,
  });
  const ports = {
    upstream,
    clock,
    random,
    tell,
    provisional,
    ranges:
      config.TZKT_RPS === 0 ? config.SYNC_RANGES : Math.min(config.SYNC_RANGES, RANGES_UNDER_LIMIT),
    reader: historyReader(database, SCHEMA),
    writer: (epoch: bigint) => ({
      ...historyWriter(database, servedHistory(SCHEMA), epoch),
      ...tipWriter(database, SCHEMA, epoch),
    }),
    shadow: (epoch: bigint) => ({
      ...historyWriter(database, shadowHistory(SCHEMA), epoch),
      ...shadowReader(database, SCHEMA),
    }),
    openWakeups: () =>
      config.SYNC_WS ? tzktHub(config, { clock, random, tell }) : pollOnly(clock),
    auditStore: (epoch: bigint) => auditStore(database, SCHEMA, epoch),
    leadership: leaseLeadership({
      database,
      schema: SCHEMA,
      holder: config.LEADER_KEY,
      leaseMs: config.SYNC_LEASE,
      clock,
    }),
  };
  const options = {
    chainId: config.CHAIN_ID,
    finality: config.SYNC_FINALITY,
    pollMs: config.SYNC_POLL,
    auditMs: config.SYNC_AUDIT,
  };
  await synchronise(ports, options, signal);
}

function tzktHttp(config: IngestConfig, reader: PageReader): TzktHttp {
  return new TzktHttp({
    url: config.TZKT_URL,
    apiKey: config.TZKT_API_KEY,
    userAgent: USER_AGENT,
    timeouts: {
      connectMs: config.TZKT_TIMEOUT_CONNECT,
      headersMs: config.TZKT_TIMEOUT_HEADERS,
      bodyMs: config.TZKT_TIMEOUT_BODY,
    },
    readPage: (body) => reader.read(body),
  });
}

function tzktHub(
  config: IngestConfig,
  around: Pick<TzktHubOptions, "clock" | "random" | "tell">,
): TzktHub {
  const key = config.TZKT_API_KEY;
  return new TzktHub({
    ...around,
    url: config.TZKT_URL.replace(/\/$/, ""),
    headers: { "user-agent": USER_AGENT, ...(key === undefined ? {} : { apikey: key }) },
  });
}
