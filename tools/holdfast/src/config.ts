/** What the command line takes from the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the database may be named, the strongest first. Looks across tenants need the system role. */
export const DATABASE_VARIABLES = [
  "HOLDFAST_DATABASE_URL",
  "DATABASE_SYSTEM_URL",
  "DATABASE_URL",
] as const;

/** The same for whoever backs up and restores: a user that sees every row, or may create a schema. */
export const ADMIN_VARIABLES = ["HOLDFAST_DATABASE_URL", "DATABASE_ADMIN_URL"] as const;

/** The variables of this process that concern the program. */
export function environment(): Environment {
  return Object.fromEntries(
    [...DATABASE_VARIABLES, ...ADMIN_VARIABLES].map((name) => [name, process.env[name]]),
  );
}
