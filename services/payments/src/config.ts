import {
  BadConfiguration,
  describeConfig,
  readConfig,
  type ReadConfigOptions,
} from "@holdfast/config";
import {
  DATABASE_VARIABLES,
  databaseMistakes,
  httpVariables,
  LOG_VARIABLES,
  type Mistake,
} from "@holdfast/service-start";
import { type Static, Type } from "typebox";

const PORT = 8082;

const Environment = Type.Object({
  ...DATABASE_VARIABLES,
  AUTH_ISSUER: Type.Optional(Type.String({ description: "Who must have issued access tokens" })),
  AUTH_AUDIENCE: Type.String({
    default: "holdfast",
    description: "Whom access tokens must be meant for",
  }),
  AUTH_KEYS_URL: Type.Optional(
    Type.String({ format: "uri", description: "Where the issuer publishes its keys, as a JWKS" }),
  ),
  AUTH_KEYS_FILE: Type.Optional(Type.String({ description: "The issuer's keys in a file" })),
  ...httpVariables(PORT),
  ...LOG_VARIABLES,
  NODE_ENV: Type.Optional(
    Type.String({ description: "production: refuse to start on a database that is not migrated" }),
  ),
});

/** The service's configuration, read once at start. */
export type Config = Static<typeof Environment>;

const SOURCE = { service: "payments", prefixes: ["PAYMENTS_", "AUTH_"] };

/** Reads the environment; throws `BadConfiguration` with every mistake in it. */
export function paymentsConfig(env: ReadConfigOptions["env"] = process.env): Config {
  const config = readConfig(Environment, { ...SOURCE, env });
  const mistakes = [...databaseMistakes(config), ...issuerMistakes(config)];
  if (mistakes.length > 0) throw new BadConfiguration(mistakes);
  return config;
}

function issuerMistakes(config: Config): readonly Mistake[] {
  const { AUTH_ISSUER, AUTH_KEYS_URL, AUTH_KEYS_FILE } = config;
  const mistakes: Mistake[] = [];
  if (AUTH_ISSUER === undefined) mistakes.push({ variable: "AUTH_ISSUER", reason: "is not set" });
  if ((AUTH_KEYS_URL === undefined) === (AUTH_KEYS_FILE === undefined)) {
    const reason = "set either this or AUTH_KEYS_FILE";
    mistakes.push({ variable: "AUTH_KEYS_URL", reason });
  }
  return mistakes;
}

/** The table of variables that `--help` shows. */
export function configHelp(): string {
  return describeConfig(Environment);
}
