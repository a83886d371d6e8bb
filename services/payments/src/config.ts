import {
  BadConfiguration,
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
    description: "Pause between two looks at the end of the rail's feed of outcomes",
  }),
  RAIL_ASK_AFTER: Duration({
    default: "5s",
    minimum: "10ms",
    description: "Until the rail is asked about a payment; doubles while that says nothing",
  }),
  RAIL_ASK_AFTER_MAX: Duration({
    default: "15m",
    minimum: "10ms",
    description: "And no longer than this",
  }),
  RAIL_OVERDUE_AFTER: Duration({
    default: "4h",
    minimum: "10ms",
    description: "How long it may be unknown how a payment ended before somebody has to look",
  }),
} as const;

const Environment = Type.Object({
  ...DATABASE_VARIABLES,
  ...ACCESS_VARIABLES,
  ...httpVariables(PORT),
  ...LOG_VARIABLES,
  GOPHERPAY_TENANT: Type.Optional(
    Type.String({
      format: "uuid",
      description:
        "Tenant whose ledger GopherPay's routes show under /api/v1, to everybody; none without it",
    }),
  ),
  ...RAIL_VARIABLES,
  CURSOR_SECRET: Type.Optional(
    Type.String({
      minLength: 32,
      secret: true,
      description:
        "Signs the cursors of lists, the same for all processes; made at each start without it",
    }),
  ),
  NODE_ENV: Type.Optional(
    Type.String({
      description:
        "production: refuse to start on a database that is not migrated, and to believe the development issuer",
    }),
  ),
});

/** The service's configuration, read once at start. */
export type Config = Static<typeof Environment>;

const SOURCE = { service: "payments", prefixes: ["PAYMENTS_", "AUTH_", "GOPHERPAY_", "RAIL_"] };

/** Reads the environment; throws `BadConfiguration` with every mistake in it. */
export function paymentsConfig(env: ReadConfigOptions["env"] = process.env): Config {
  const config = readConfig(Environment, { ...SOURCE, env });
  const mistakes = [...databaseMistakes(config), ...accessMistakes(config)];
  if (mistakes.length > 0) throw new BadConfiguration(mistakes);
  return config;
}

/** The table of variables that `--help` shows. */
export function configHelp(): string {
  return describeConfig(Environment);
}
