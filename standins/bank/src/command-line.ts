import { parseArgs } from "node:util";

import { PROFILES, type Profile } from "./profile.ts";

/** What the command line asks for; files are still to be read. */
export type CommandLine = {
  readonly host: string;
  readonly port: number;
  readonly profile: Profile;
  readonly patch: boolean;
  readonly database: string | undefined;
  readonly faults: string | undefined;
  readonly oauth2: string | undefined;
  readonly keyId: string | undefined;
  readonly publicKey: string | undefined;
};

/** A command line, a request for help, or what is wrong with it. */
export type ReadCommandLine =
  | { readonly kind: "run"; readonly commandLine: CommandLine }
  | { readonly kind: "help" }
  | { readonly kind: "mistake"; readonly mistake: string };

/** What `--help` prints. */
export const HELP = `bank-standin: a stand-in for the account API of Form3

  --port N           0 for any free port (9003)
  --host HOST        where to listen (127.0.0.1)
  --profile YEAR     2020 or 2023: which image of the fake API to follow (2023)
  --patch            PATCH works, as the real API documents it (404, as in both images)
  --database URL     keep accounts in the schema "bank" of this PostgreSQL; a password is better
                     given as BANK_DATABASE_URL (in memory)
  --faults FILE      what goes wrong, as JSON; also PUT, GET and DELETE /__bank/faults
  --oauth2 ID:SECRET ask for a token of /v1/oauth2/token
  --key-id ID        ask for HTTP signatures of this key, with --public-key FILE (PEM)
  --help             this text
`;

const OPTIONS = {
  port: { type: "string", default: "9003" },
  host: { type: "string", default: "127.0.0.1" },
  profile: { type: "string", default: "2023" },
  patch: { type: "boolean", default: false },
  database: { type: "string" },
  faults: { type: "string" },
  oauth2: { type: "string" },
  "key-id": { type: "string" },
  "public-key": { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

const PORT_MAX = 65_535;

/** Reads the arguments after the name of the program. */
export function readCommandLine(args: readonly string[]): ReadCommandLine {
  try {
    const { values } = parseArgs({ args: [...args], options: OPTIONS, strict: true });
    return values.help ? { kind: "help" } : readValues(values);
  } catch (error) {
    // An option that is not known, or one without its value: Node says which.
    return { kind: "mistake", mistake: error instanceof Error ? error.message : "bad arguments" };
  }
}

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>["values"];

function readValues(values: Values): ReadCommandLine {
  const profile = PROFILES.find((known) => known === values.profile);
  const port = /^\d{1,5}$/u.test(values.port) ? Number(values.port) : Number.NaN;
  const { "key-id": keyId, "public-key": publicKey, database, faults, oauth2 } = values;
  if (profile === undefined) return mistake(`--profile must be ${PROFILES.join(" or ")}`);
  if (!(port <= PORT_MAX)) return mistake(`--port must be a whole number from 0 to ${PORT_MAX}`);
  if (oauth2 !== undefined && !/^[^:]+:.+$/u.test(oauth2)) return mistake("--oauth2 is ID:SECRET");
  if ((keyId === undefined) !== (publicKey === undefined)) {
    return mistake("--key-id and --public-key go together");
  }
  const { host, patch } = values;
  const commandLine = { host, port, profile, patch, database, faults, oauth2, keyId, publicKey };
  return { kind: "run", commandLine };
}

function mistake(text: string): ReadCommandLine {
  return { kind: "mistake", mistake: text };
}
