import type { Database } from "@holdfast/postgres";

import {
  type AuditStore,
  CHUNK_ROWS,
  type Census,
  type ChunkDigest,
} from "../../application/audit.ts";
import type { Term } from "./term.ts";

type CensusRow = {
  readonly final_level: number;
  readonly year: number;
  readonly n: bigint;
  /** Those of them that no reorg can take back. */
  readonly final: bigint;
  readonly first: number;
  readonly last: number;
  readonly kept: number | null;
};

function gapsOf({ year, n, first, last, kept }: CensusRow): string[] {
  const scope = year === 0 ? "all years" : String(year);
  const found: string[] = [];
  if (first !== 1 || BigInt(last) !== n)
    found.push(`${scope}: ranks ${first} to ${last} for ${n} rows`);
  if (kept === null || BigInt(kept) !== n)
    found.push(`${scope}: the counter says ${kept}, the table ${n}`);
  return found;
}

/** With unique ranks, first 1 and last n over n rows mean that the ranks are dense. */
async function readCensus(database: Database, schema: string): Promise<Census> {
  const { rows } = await database.read<CensusRow>({
    text: `
      select s.final_level, t.year, t.n, t.final, t.first, t.last, c.n as kept
      from ${schema}.sync s cross join (
        select coalesce(year, 0) as year, count(*) as n,
               count(*) filter (where level <= (select final_level from ${schema}.sync)) as final,
               coalesce(case when grouping(year) = 1 then min(g) else min(y) end, 1) as first,
               coalesce(case when grouping(year) = 1 then max(g) else max(y) end, 0) as last
        from ${schema}.delegation group by rollup (year)
      ) t left join ${schema}.scope_count c on c.year = t.year`,
  });
  const years = new Map(
    rows.filter(({ year }) => year !== 0).map(({ year, final }) => [year, Number(final)]),
  );
  const all = rows.find(({ year }) => year === 0);
  return {
    finalLevel: all?.final_level ?? 0,
    rows: Number(all?.final ?? 0),
    years,
    gaps: rows.flatMap(gapsOf),
  };
}

/** All rows, and how many of them a reorg can still take back: counted from the newest down to the first final one. */
function finalRows(schema: string): string {
  return `(
    with recursive newest as (
      (select g, level from ${schema}.delegation order by g desc limit 1)
      union all
      select d.g, d.level from newest n join ${schema}.delegation d on d.g = n.g - 1, ${schema}.sync s
      where n.level > s.final_level
    )
    select coalesce((select n from ${schema}.scope_count where year = 0), 0) as n, count(*)::int as unsettled
    from newest, ${schema}.sync s where newest.level > s.final_level
  ) final_rows`;
}

/** The rows of chunk $1, and their digest if they are aggregated. */
const CHUNK = `g > $1::int * ${CHUNK_ROWS} and g <= ($1::int + 1) * ${CHUNK_ROWS}`;
const DIGEST = `sha256(convert_to(string_agg(
  id || ',' || level || ',' || op_hash || ',' || counter || ',' || nonce || ',' || amount || E'\\n',
  '' order by g), 'UTF8'))`;

function digestStatement(schema: string): string {
  return `
    insert into ${schema}.chunk_digest (chunk, first_id, last_id, digest)
    select $1::int, min(id), max(id), ${DIGEST} from ${schema}.delegation where ${CHUNK}
    on conflict (chunk) do nothing`;
}

function chunkStatement(schema: string): string {
  return `
    select first_id, last_id, encode(digest, 'hex') as digest,
           coalesce((select encode(${DIGEST}, 'hex') from ${schema}.delegation where ${CHUNK}), '') as digest_now
    from ${schema}.chunk_digest where chunk = $1::int`;
}

type ChunkRow = {
  readonly first_id: bigint;
  readonly last_id: bigint;
  readonly digest: string;
  readonly digest_now: string;
};

/** Two looks into the index of year ranks for each year. */
function landmarkStatement(schema: string): string {
  const ofYear = (order: "asc" | "desc") => `(
      select id, op_hash, counter, nonce from ${schema}.delegation d
      where d.year = c.year and d.level <= s.final_level order by d.y ${order} limit 1
    )`;
  return `
    select distinct on (mark.id) mark.id, mark.op_hash as hash, mark.counter, mark.nonce
    from ${schema}.sync s cross join ${schema}.scope_count c
    cross join lateral (${ofYear("asc")} union all ${ofYear("desc")}) mark
    where c.year <> 0 order by mark.id`;
}

type LandmarkRow = {
  readonly id: bigint;
  readonly hash: string;
  readonly counter: bigint;
  readonly nonce: number;
};

/** Digests are taken inside the database: the rows need not travel. */
export function auditStore({ database, schema, ...term }: Term): AuditStore {
  return {
    census: () => readCensus(database, schema),
    async digestChunks(signal) {
      const { rows } = await database.read<{ readonly full: number; readonly kept: bigint }>({
        text: `select (n - unsettled) / ${CHUNK_ROWS} as full, (select count(*) from ${schema}.chunk_digest) as kept
               from ${finalRows(schema)}`,
      });
      const { full, kept } = rows[0] ?? { full: 0, kept: 0n };
      for (let chunk = Number(kept); chunk < full; chunk += 1) {
        signal.throwIfAborted();
        await term.write((tx) => tx.query({ text: digestStatement(schema), values: [chunk] }));
      }
      return full;
    },
    async chunk(chunk): Promise<ChunkDigest | undefined> {
      const { rows } = await database.read<ChunkRow>({
        text: chunkStatement(schema),
        values: [chunk],
      });
      const [row] = rows;
      if (row === undefined) return undefined;
      const { first_id: firstId, last_id: lastId, digest, digest_now: digestNow } = row;
      return { chunk, firstId: Number(firstId), lastId: Number(lastId), digest, digestNow };
    },
    async landmarks() {
      const { rows } = await database.read<LandmarkRow>({ text: landmarkStatement(schema) });
      return rows.map(({ id, counter, ...row }) => ({
        ...row,
        id: Number(id),
        counter: Number(counter),
      }));
    },
    record: ({ at, level, rows, findings }, events) => {
      const statement = {
        text: `insert into ${schema}.audit (at, level, rows, passed, findings) values ($1, $2, $3, $4, $5)`,
        values: [at, level, rows, findings.length === 0, findings],
      };
      return term.tell(async (tx) => {
        await tx.query(statement);
        return { result: undefined, events };
      });
    },
  };
}
