import { runToEnd } from "@holdfast/service-process";

import type { Surroundings } from "./start-payments.ts";

const HOLDFAST = new URL("../../../tools/holdfast/src/main.ts", import.meta.url);

/** Erases somebody as an operator does; how that ended. */
export async function shred(
  { database: { systemUrl } }: Pick<Surroundings, "database">,
  { subject, tenant }: { readonly subject: string; readonly tenant: string },
): Promise<{ readonly code: number | string | null; readonly stderr: string }> {
  const args = ["shred", subject, "--tenant", tenant, "--schema", "payments", "--yes"];
  const env = { DATABASE_SYSTEM_URL: systemUrl };
  const { code, stderr } = await runToEnd({ entry: HOLDFAST, args, env });
  return { code, stderr };
}
