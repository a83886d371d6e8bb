import {
  BadConfiguration,
  describeConfig,
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
    default: 2,
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
  ...LOG_VARIABLES,
  GOPHERPAY_TENANT: Type.Optional(
    Type.String({
      format: "uuid",
      description:
        "Tenant whose ledger GopherPay's routes show under /api/v1, to everybody; none without it",
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

const PREFIXES = ["PAYMENTS_", "AUTH_", "POSTING_", "GOPHERPAY_"];
const SOURCE = { service: "payments", prefixes: PREFIXES };

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
