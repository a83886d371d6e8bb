import type { LogPlace } from "../log/log-place.ts";
import type { Check } from "./check.ts";
import { readEnds } from "./read-ends.ts";

/** So many positions are counted in one statement: a tenth of a second, by the index alone. */
const CHUNK = 1_000_000n;
/** More gaps say nothing more. */
const GAPS_MAX = 5;

/** Positions have no gaps: what is missing was lost, or written past the kernel. */
export const contiguity: Check = {
  name: "contiguity",
  async look({ place, progress, signal }) {
    const { last } = await readEnds(place);
    const gaps: string[] = [];
    let missing = 0n;
    for (let after = 0n; after < last; after += CHUNK) {
      signal.throwIfAborted();
      const to = after + CHUNK < last ? after + CHUNK : last;
      progress.tell(`counting positions, ${after} of ${last}`);
      const absent = to - after - (await count(place, after, to));
      missing += absent;
      if (absent > 0n && gaps.length < GAPS_MAX) gaps.push(...(await gapsIn(place, after, to)));
    }
    if (missing === 0n) return { summary: `${last} events without a gap`, findings: [] };
    const shown = gaps.slice(0, GAPS_MAX).join(", ");
    const problem = `${missing} positions have no event: ${shown}${gaps.length > GAPS_MAX ? " …" : ""}`;
    const remedy = "events were lost: stop the service, and restore the log from a backup";
    return { summary: `${missing} positions are missing`, findings: [{ problem, remedy }] };
  },
};

async function count({ database, schema }: LogPlace, after: bigint, to: bigint): Promise<bigint> {
  const text = `select count(*) as events from ${schema}.events where position > $1 and position <= $2`;
  const { rows } = await database.read<{ events: bigint }>({ text, values: [after, to] });
  return rows[0]?.events ?? 0n;
}

/** Where events are missing after a position and up to another. */
async function gapsIn({ database, schema }: LogPlace, after: bigint, to: bigint) {
  const text = `
    select before + 1 as first, position - 1 as last from (
      select position, lag(position, 1, $1::bigint) over (order by position) as before from (
        select position from ${schema}.events where position > $1 and position <= $2
        union all select $2 + 1
      ) as there
    ) as pair
    where position > before + 1 order by 1 limit ${GAPS_MAX + 1}`;
  const { rows } = await database.read<{ first: bigint; last: bigint }>({
    text,
    values: [after, to],
  });
  return rows.map(({ first, last }) => (first === last ? `${first}` : `${first} to ${last}`));
}
