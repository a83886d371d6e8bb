import type { LogPlace } from "../log/log-place.ts";

/** Where the log ends, as its head and as its events say, in one look; 0 where there is nothing. */
export type Ends = { readonly head: bigint; readonly last: bigint };

/** Looks at both ends at the same moment. */
export async function readEnds({ database, schema }: LogPlace): Promise<Ends> {
  const text = `select coalesce((select position from ${schema}.log_head), 0) as head,
                  coalesce((select max(position) from ${schema}.events), 0) as last`;
  return (await database.read<Ends>({ text })).rows[0] ?? { head: 0n, last: 0n };
}
