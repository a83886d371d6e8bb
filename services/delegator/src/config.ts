import { hostname } from "node:os";

import {
  BadConfiguration,
  Duration,
  type ReadConfigOptions,
  describeConfig,
  readConfig,
} from "@holdfast/config";
import {
  DATABASE_VARIABLES,
  databaseMistakes,
  httpVariables,
  LOG_VARIABLES,
  type Mistake,
} from "@holdfast/service-start";
import { type Static, Type } from "typebox";

/** Tezos mainnet; another network needs a database of its own. */
const MAINNET = "NetXdQprcVkpaWU";

const Environment = Type.Object({
  ...DATABASE_VARIABLES,
  TZKT_URL: Type.String({
    format: "uri",
    default: "https://api.tzkt.io",
    description: "TzKT API to mirror",
  }),
  TZKT_API_KEY: Type.Optional(
    Type.String({ secret: true, description: "Key of a paid TzKT plan" }),
  ),
  TZKT_RPS: Type.Integer({
    default: 10,
    minimum: 0,
    maximum: 1000,
    description: "Requests a second; 0 means no limit",
  }),
  TZKT_PAGE: Type.Integer({
    default: 10_000,
    minimum: 1,
    maximum: 10_000,
    description: "Rows a request",
  }),
  TZKT_TIMEOUT_CONNECT: Duration({
    default: "5s",
    minimum: "10ms",
    maximum: "5m",
    description: "Until connected",
  }),
  TZKT_TIMEOUT_HEADERS: Duration({
    default: "15s",
    minimum: "10ms",
    maximum: "5m",
    description: "From request to first byte",
  }),
  TZKT_TIMEOUT_BODY: Duration({
    default: "30s",
    minimum: "10ms",
    maximum: "10m",
    description: "From first to last byte",
  }),
  TZKT_RETRY_MIN: Duration({
    default: "250ms",
    minimum: "1ms",
    maximum: "1m",
    description: "Longest rest after the first failure",
  }),
  TZKT_RETRY_MAX: Duration({
    default: "30s",
    minimum: "1ms",
    maximum: "10m",
    description: "Longest rest after many failures",
  }),
  CHAIN_ID: Type.String({
    default: MAINNET,
    pattern: "^Net[1-9A-HJ-NP-Za-km-z]{12}$",
    description: "Chain to mirror; any other is refused",
  }),
  SYNC_RANGES: Type.Integer({
    default: 8,
    minimum: 1,
    maximum: 16,
    description: "Ranges loaded side by side; at most 2 under TZKT_RPS",
  }),
  SYNC_POLL: Duration({
    default: "6s",
    minimum: "50ms",
    maximum: "1h",
    description: "Between looks at the tip of the chain",
  }),
  SYNC_WS: Type.Boolean({
    default: true,
    description: "Listen to TzKT's hub; without it a delegation shows one poll late at most",
  }),
  SYNC_FINALITY: Type.Integer({
    default: 2,
    minimum: 0,
    maximum: 1000,
    description: "Blocks on top that make a block final",
  }),
  SYNC_LEASE: Duration({
    default: "2s",
    minimum: "100ms",
    maximum: "1m",
    description: "How long a silent leader keeps the lead",
  }),
  SYNC_AUDIT: Duration({
    default: "1h",
    minimum: "1s",
    maximum: "24h",
    description: "Between audits against the chain",
  }),
  READY_LAG: Duration({
    default: "5m",
    minimum: "1s",
    maximum: "24h",
    description:
      "How long ago the mirror may have been as far as the chain, two polls at least; later /readyz says 503",
  }),
  SSE_RETENTION: Duration({
    default: "24h",
    minimum: "1s",
    maximum: "720h",
    description: "How long a client of /v1/stream may be away and still resume",
  }),
  SSE_HEARTBEAT: Duration({
    default: "15s",
    minimum: "10ms",
    maximum: "5m",
    description: "Silence on /v1/stream before a sign of life",
  }),
  SSE_CLIENTS_MAX: Type.Integer({
    default: 1000,
    minimum: 0,
    maximum: 9000,
    description: "Clients of /v1/stream at the same time; further ones get 503",
  }),
  LEADER_KEY: Type.String({
    default: `${hostname()}:${process.pid}`,
    maxLength: 200,
    description: "Name of this instance in the lease",
  }),
  ...httpVariables(8080),
  EXPORT_MAX: Type.Integer({
    default: 2,
    minimum: 0,
    maximum: 100,
    description: "Exports at the same time, each on a connection of its own; 0 refuses them",
  }),
  EXPORT_STALL: Duration({
    default: "30s",
    minimum: "10ms",
    maximum: "1h",
    description: "How long a client of an export may read nothing",
  }),
  ...LOG_VARIABLES,
  LOG_HUMAN_FRIENDLY: Type.Optional(
    Type.Boolean({ description: "The original's name for LOG_FORMAT=human" }),
  ),
  MIGRATOR_INITIAL_CHECKPOINT: Type.Optional(
    Type.Integer({ description: "Accepted when 0: the mirror is always whole" }),
  ),
  NODE_ENV: Type.Optional(
    Type.String({ description: "production: refuse to start on a database that is not migrated" }),
  ),
});

/** The service's configuration, read once at start. Times are milliseconds. */
export type Config = Static<typeof Environment>;

/** The variables of the original that mean the same. */
const ALIASES = {
  DATABASE_URL: ["WEB_DATABASE_URL", "SCRAPER_DATABASE_URL"],
  DATABASE_ADMIN_URL: ["MIGRATOR_DATABASE_URL"],
  TZKT_URL: ["SCRAPER_TZKT_API_URL"],
  TZKT_PAGE: ["SCRAPER_CHUNK_SIZE"],
  TZKT_TIMEOUT_BODY: ["SCRAPER_HTTP_CLIENT_TIMEOUT"],
  SYNC_POLL: ["SCRAPER_POLL_INTERVAL"],
  HTTP_HOST: ["WEB_HTTP_HOST"],
  HTTP_PORT: ["WEB_HTTP_PORT"],
};

const SOURCE = {
  service: "delegations",
  aliases: ALIASES,
  prefixes: ["DELEGATIONS_", "TZKT_", "SYNC_", "SSE_"],
};

/** Reads the environment; throws `BadConfiguration` with every mistake in it. */
export function delegatorConfig(env: ReadConfigOptions["env"] = process.env): Config {
  const config = readConfig(Environment, { ...SOURCE, env });
  const mistakes = crossMistakes(config);
  if (mistakes.length > 0) throw new BadConfiguration(mistakes);
  return config;
}

function crossMistakes(config: Config): readonly Mistake[] {
  const mistakes = [...databaseMistakes(config)];
  if (config.TZKT_RETRY_MIN > config.TZKT_RETRY_MAX) {
    mistakes.push({ variable: "TZKT_RETRY_MIN", reason: "is longer than TZKT_RETRY_MAX" });
  }
  if (config.LOG_HUMAN_FRIENDLY === true && config.LOG_FORMAT === "json") {
    mistakes.push({
      variable: "LOG_HUMAN_FRIENDLY",
      reason: "contradicts LOG_FORMAT=json; set only LOG_FORMAT",
    });
  }
  if ((config.MIGRATOR_INITIAL_CHECKPOINT ?? 0) !== 0) {
    mistakes.push({
      variable: "MIGRATOR_INITIAL_CHECKPOINT",
      reason: "must be 0 or unset: the mirror is always whole",
    });
  }
  return mistakes;
}

/** The table of variables that `--help` shows. */
export function configHelp(): string {
  return describeConfig(Environment, SOURCE);
}
