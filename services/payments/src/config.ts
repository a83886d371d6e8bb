import {
  BadConfiguration,
  type ConfigurationMistake,
  describeConfig,
  Duration,
  readConfig,
  type ReadConfigOptions,
} from "@holdfast/config";
import { ACCESS_VARIABLES, accessMistakes } from "@holdfast/http/access";
import {
  DATABASE_VARIABLES,
  databaseMistakes,
  httpVariables,
  LOG_VARIABLES,
} from "@holdfast/service-start";
import { type Static, Type } from "typebox";

const PORT = 8082;

const RAIL_VARIABLES = {
  RAIL_URL: Type.Optional(
    Type.String({
      format: "uri",
      pattern: "^https?://",
      description: "The rail that pays to the outside; without it there are no payments",
    }),
  ),
  RAIL_TIMEOUT: Duration({
    default: "5s",
    minimum: "10ms",
    maximum: "60s",
    description: "How long the rail may take for one answer",
  }),
  RAIL_POLL: Duration({
    default: "1s",
    minimum: "10ms",
    maximum: "1h",
    description: "Pause between two looks at the end of the rail's feed of outcomes",
  }),
  RAIL_ASK_AFTER: Duration({
    default: "5s",
    minimum: "10ms",
    maximum: "24h",
    description: "Until the rail is asked about a payment; doubles while that says nothing",
  }),
  RAIL_ASK_AFTER_MAX: Duration({
    default: "15m",
    minimum: "10ms",
    maximum: "24h",
    description: "And no longer than this",
  }),
  RAIL_OVERDUE_AFTER: Duration({
    default: "4h",
    minimum: "10ms",
    maximum: "30d",
    description: "How long it may be unknown how a payment ended before somebody has to look",
  }),
} as const;

const Environment = Type.Object({
  ...DATABASE_VARIABLES,
  ...ACCESS_VARIABLES,
  ...httpVariables(PORT),
  HTTP_RPS_PER_TENANT: Type.Number({
    default: 0,
    minimum: 0,
    maximum: 1_000_000,
    description: "Requests a second a tenant may send, as many at once; 0 means no limit",
  }),
  POSTING_LANES: Type.Integer({
    default: 3,
    minimum: 1,
    maximum: 4,
    description: "Transactions that post at the same time",
  }),
  POSTING_BATCH: Type.Integer({
    default: 256,
    minimum: 1,
    maximum: 1000,
    description: "Transfers in one transaction at most; a larger batch of a client goes alone",
  }),
  POSTING_QUEUE: Type.Integer({
    default: 10_000,
    minimum: 1,
    maximum: 1_000_000,
    description: "Transfers that may wait; further ones get 503",
  }),
  POSTING_KEPT_ACCOUNTS: Type.Integer({
    default: 50_000,
    minimum: 0,
    maximum: 10_000_000,
    description:
      "Accounts that are remembered, about a kilobyte each, to post without reading them first; 0 reads and locks always",
  }),
  REPLAY_MEMORY_BYTES: Type.Integer({
    default: 268_435_456,
    minimum: 0,
    maximum: 4_294_967_296,
    description:
      "Of outcomes that are told again without asking the log, for ten minutes; 0 asks the log each time",
  }),
  CURSOR_KEY_FILE: Type.Optional(
    Type.String({
      description:
        "32 random bytes in base64 that cursors are signed with, the same for all instances; made by itself in development",
    }),
  ),
  TENANT_KEY_FILE: Type.Optional(
    Type.String({
      description:
        "32 random bytes in base64, the same for all instances, that the keys of people are wrapped by, each tenant's by one made of it; made by itself in development",
    }),
  ),
  NOTARY_KEY_FILE: Type.Optional(
    Type.String({
      description:
        "The key that checkpoints of the log are signed with; made by itself in development",
    }),
  ),
  NOTARY_EVERY: Duration({
    default: "60s",
    minimum: "100ms",
    maximum: "24h",
    description:
      "Between two checkpoints, if anything has happened; after 1,000 events there is one at once",
  }),
  NOTARY_WITNESS_FILE: Type.Optional(
    Type.String({
      description: "Where checkpoints are kept outside the database; default: in HOLDFAST_DATA_DIR",
    }),
  ),
  SSE_CLIENTS_MAX: Type.Integer({
    default: 1_000,
    minimum: 1,
    maximum: 100_000,
    description: "Clients that may follow events at the same time, a quarter of them of one tenant",
  }),
  SSE_HEARTBEAT: Duration({
    default: "15s",
    minimum: "10ms",
    maximum: "5m",
    description: "Silence after which a client that follows events gets a sign of life",
  }),
  SSE_LIFETIME: Duration({
    default: "15m",
    minimum: "100ms",
    maximum: "24h",
    description:
      "After which a stream of events ends, for its client to come back with a token that is good",
  }),
  ...LOG_VARIABLES,
  GOPHERPAY_TENANT: Type.Optional(
    Type.String({
      format: "uuid",
      description:
        "Tenant whose ledger GopherPay's routes show under /api/v1, to everybody; none without it",
    }),
  ),
  ...RAIL_VARIABLES,
  NODE_ENV: Type.Optional(
    Type.String({
      description:
        "production: refuse to start on a database that is not migrated, and to believe the development issuer",
    }),
  ),
});

/** The service's configuration, read once at start. */
export type Config = Static<typeof Environment>;

const PREFIXES = [
  "PAYMENTS_",
  "AUTH_",
  "POSTING_",
  "REPLAY_",
  "GOPHERPAY_",
  "CURSOR_",
  "TENANT_",
  "NOTARY_",
  "SSE_",
  "RAIL_",
];
const SOURCE = { service: "payments", prefixes: PREFIXES };

/** Reads the environment; throws `BadConfiguration` with every mistake in it. */
export function paymentsConfig(env: ReadConfigOptions["env"] = process.env): Config {
  const config = readConfig(Environment, { ...SOURCE, env });
  const mistakes = [
    ...databaseMistakes(config),
    ...accessMistakes(config),
    ...keyMistakes(config),
    ...railMistakes(config),
  ];
  if (mistakes.length > 0) throw new BadConfiguration(mistakes);
  return config;
}

const NEEDED_IN_PRODUCTION = [
  "CURSOR_KEY_FILE",
  "TENANT_KEY_FILE",
  "NOTARY_KEY_FILE",
  "NOTARY_WITNESS_FILE",
] as const;

/** In production nothing is made that others would have to trust, or that two instances would make differently. */
function keyMistakes(config: Config): readonly ConfigurationMistake[] {
  if (config.NODE_ENV !== "production") return [];
  return NEEDED_IN_PRODUCTION.filter((variable) => config[variable] === undefined).map(
    (variable) => ({ variable, reason: "is required in production and not set" }),
  );
}

function railMistakes(config: Config): readonly ConfigurationMistake[] {
  if (config.RAIL_ASK_AFTER <= config.RAIL_ASK_AFTER_MAX) return [];
  return [{ variable: "RAIL_ASK_AFTER", reason: "is longer than RAIL_ASK_AFTER_MAX" }];
}

/** The table of variables that `--help` shows. */
export function configHelp(): string {
  return describeConfig(Environment);
}
