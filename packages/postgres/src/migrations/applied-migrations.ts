import type { Statement } from "../statement.ts";
import { schemaName } from "./schema-name.ts";

/** The statement that reads what was applied of one series, oldest first. */
export function appliedMigrations(schema: string, series: string): Statement {
  return {
    text: `select number, name, checksum, breaking as "isBreaking"
           from ${schemaName(schema)}.migration where series = $1 order by number`,
    values: [series],
  };
}
