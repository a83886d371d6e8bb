import { openDatabase } from "@holdfast/postgres";

import { INGEST_SESSION, LEASE_SESSION } from "./adapters/postgres/lease-leadership.ts";
import { systemClock } from "./adapters/runtime/system-clock.ts";
import type { PageReader } from "./adapters/tzkt/page-reader.ts";
import { pollOnly } from "./adapters/tzkt/poll-only.ts";
import { TzktHttp } from "./adapters/tzkt/tzkt-http.ts";
import { TzktHub, type TzktHubOptions } from "./adapters/tzkt/tzkt-hub.ts";
import type { Opening } from "./application/opening.ts";
import type { Tell } from "./application/sync-fact.ts";
import { openEarly, synchronise } from "./application/sync.ts";
import type { Config } from "./config.ts";
import { syncOptions, syncPorts } from "./sync-ports.ts";

/** One transaction writes, one audits, others read. */
const CONNECTIONS = 4;
const USER_AGENT = "holdfast-delegator (powered by TzKT API)";

export type IngestConfig = Config & { readonly DATABASE_URL: string };

export type IngestSurroundings = {
  readonly tell: Tell;
  readonly provisional: (opening: Opening) => void;
  /** Resolves when the database has all it needs, or nothing is to be done any more. */
  readonly begun: Promise<void>;
  /** Reads pages; a thread that takes its time to start is started before there is a database. */
  readonly reader: PageReader;
};

/** Mirrors the chain into the database until the signal is aborted. */
export async function ingest(
  config: IngestConfig,
  { tell, provisional, reader, begun }: IngestSurroundings,
  signal: AbortSignal,
): Promise<void> {
  const around = { clock: systemClock, random: () => Math.random(), tell, provisional };
  await using database = openDatabase({
    url: config.DATABASE_URL,
    applicationName: INGEST_SESSION,
    max: CONNECTIONS,
  });
  await using leaseDatabase = openDatabase({
    url: config.DATABASE_URL,
    applicationName: LEASE_SESSION,
    max: 1,
    holdMs: 0,
    connectTimeoutMs: config.SYNC_LEASE,
    queryTimeoutMs: config.SYNC_LEASE,
  });
  await using http = tzktHttp(config, reader);
  const openWakeups = () => (config.SYNC_WS ? tzktHub(config, around) : pollOnly(around.clock));
  const ports = syncPorts(config, { ...around, database, leaseDatabase, http, openWakeups });
  const options = syncOptions(config);
  const earlyOpening = openEarly(ports, options, signal);
  await begun;
  await synchronise({ ...ports, earlyOpening }, options, signal);
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
