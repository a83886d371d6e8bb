import type { LogPlace } from "./log-place.ts";

/** Whether anything of a log was ever signed. */
export async function hasCheckpoint({ database, schema }: LogPlace): Promise<boolean> {
  const text = `select exists (select from ${schema}.tree_heads) as is`;
  return (await database.read<{ is: boolean }>({ text })).rows[0]?.is === true;
}
