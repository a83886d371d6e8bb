import type { CustomTypesConfig } from "pg";

/**
 * One SQL statement. `name` makes it a prepared statement of the connection that runs it (prepared
 * again by itself after a reconnect). `rowMode: "array"` returns tuples instead of objects. `types`
 * replaces the parsers of the results; fall back to `typeParsers` for the types it does not care for.
 */
export type Statement = {
  readonly text: string;
  readonly name?: string;
  readonly values?: readonly unknown[];
  readonly rowMode?: "array";
  readonly types?: CustomTypesConfig;
};
