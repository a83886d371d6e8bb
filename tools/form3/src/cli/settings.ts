import type { Environment } from "../config.ts";
import { UsageError } from "./usage-error.ts";

/** Everything the program may be told besides the command, each in the environment and in the file. */
const VARIABLES = {
  baseUrl: "FORM3_BASE_URL",
  organisationId: "FORM3_ORGANISATION_ID",
  clientId: "FORM3_CLIENT_ID",
  clientSecret: "FORM3_CLIENT_SECRET",
  keyId: "FORM3_KEY_ID",
  privateKeyFile: "FORM3_PRIVATE_KEY_FILE",
  tlsCertFile: "FORM3_TLS_CERT_FILE",
  tlsKeyFile: "FORM3_TLS_KEY_FILE",
  tlsCaFile: "FORM3_TLS_CA_FILE",
} as const;

type Name = keyof typeof VARIABLES;

/** What was told, the environment before the file. */
export type Settings = { readonly [Key in Name]?: string };

const NAMES = Object.keys(VARIABLES).filter(isName);
const PAIRS: readonly (readonly [Name, Name])[] = [
  ["clientId", "clientSecret"],
  ["keyId", "privateKeyFile"],
  ["tlsCertFile", "tlsKeyFile"],
];

/** Merges the environment over a configuration file. Throws `UsageError`. */
export function readSettings(env: Environment, file: Settings): Settings {
  const stranger = Object.keys(env).find(
    (name) => name.startsWith("FORM3_") && !isVariable(name) && env[name] !== "",
  );
  if (stranger !== undefined) {
    throw new UsageError(`${stranger} is not known; --help tells the variables`);
  }
  const merged: { [Key in Name]?: string } = {};
  for (const name of NAMES) {
    const value = env[VARIABLES[name]] || file[name];
    if (value !== undefined) merged[name] = value;
  }
  for (const [one, other] of PAIRS) {
    if ((merged[one] === undefined) !== (merged[other] === undefined)) {
      throw new UsageError(`${VARIABLES[one]} and ${VARIABLES[other]} go together`);
    }
  }
  if (merged.clientId !== undefined && merged.keyId !== undefined) {
    throw new UsageError("give either FORM3_CLIENT_ID or FORM3_KEY_ID: one of them has to win");
  }
  return merged;
}

/** Reads the text of a configuration file. Throws `UsageError`. */
export function parseSettings(text: string, path: string): Settings {
  const value = parsed(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UsageError(`${path} holds no JSON object`);
  }
  const settings: { [Key in Name]?: string } = {};
  for (const [name, member] of Object.entries(value)) {
    if (!isName(name)) {
      throw new UsageError(`${path}: ${name} is not known; there is ${NAMES.join(", ")}`);
    }
    if (typeof member !== "string") throw new UsageError(`${path}: ${name} must be a text`);
    settings[name] = member;
  }
  return settings;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isName(name: string): name is Name {
  return Object.hasOwn(VARIABLES, name);
}

function isVariable(name: string): boolean {
  return name === "FORM3_CONFIG" || Object.values<string>(VARIABLES).includes(name);
}
