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

const SOURCE = { service: "payments", prefixes: ["PAYMENTS_", "AUTH_", "GOPHERPAY_"] };

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
