import type { Database } from "@holdfast/postgres";

import { SCHEMA } from "../place.ts";

/** What must not be found: each statement gives what is wrong, as text. */
export type Rule = { readonly name: string; readonly wrong: string };

/** Asks for the violations of some rules in one snapshot. */
export async function violations(
  admin: Database,
  rules: readonly Rule[],
): Promise<readonly string[]> {
  return admin.transaction(
    async (tx) => {
      const found: string[] = [];
      await tx.query({ text: `set local search_path = ${SCHEMA}` });
      for (const { name, wrong } of rules) {
        const text = `select wrong::text from (${wrong}) as w (wrong) limit ${TOLD_MAX}`;
        const { rows } = await tx.query<{ readonly wrong: string }>({ text });
        found.push(...rows.map(({ wrong }) => `${name}: ${wrong}`));
      }
      return found;
    },
    { isolation: "repeatable read" },
  );
}

/** One is enough to fail; a few more help to understand. */
const TOLD_MAX = 5;
