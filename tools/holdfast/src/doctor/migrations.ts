import {
  type Database,
  MigrationRefused,
  MigrationsPending,
  verifyMigrations,
  type VerifyOptions,
} from "@holdfast/postgres";
import { eventStoreMigrations } from "@holdfast/postgres/event-store";

import type { Check, Finding } from "./check.ts";

/** Whether the schema is what this version of the kernel, and of the service, was written for. */
export const migrations: Check = {
  name: "migrations",
  async look({ place: { database, schema }, migrations: directory }) {
    // The name is only told by an error, which is told in other words here.
    const scope = { service: schema, schema };
    const series = directory === undefined ? [] : [{ ...scope, directory }];
    const findings: Finding[] = [];
    for (const options of [{ ...scope, ...eventStoreMigrations }, ...series]) {
      findings.push(...(await pending(database, options)));
    }
    const which = directory === undefined ? "the kernel's" : "the kernel's and the service's";
    const summary = findings.length === 0 ? `${which} are all applied` : "not up to date";
    return { summary, findings };
  },
};

async function pending(database: Database, options: VerifyOptions): Promise<readonly Finding[]> {
  const which = options.series ?? "service";
  try {
    await verifyMigrations(database, options);
    return [];
  } catch (error) {
    if (error instanceof MigrationsPending) {
      const problem = `pending of the series ${which}: ${error.pending.join(", ")}`;
      return [
        { problem, remedy: "run the service's migrations: npm run migrate -w services/NAME" },
      ];
    }
    if (!(error instanceof MigrationRefused)) throw error;
    const problem = `the series ${which} is refused: ${error.message}`;
    return [{ problem, remedy: "run the version of the program that belongs to this database" }];
  }
}
