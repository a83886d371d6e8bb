import type { LogPlace } from "../log/log-place.ts";

/** Somebody who was erased, and whose keys do not know of it. */
export type Returned = {
  readonly tenant: string;
  readonly subjectId: string;
  /** Whether there is a key that is not destroyed; otherwise there is none, and the next one would be made anew. */
  readonly isLiving: boolean;
};

/** Some erasures of a log, up to a position: how many they are, and who of them has returned. */
export type ErasurePage = {
  readonly last: bigint;
  readonly erasures: number;
  readonly returned: readonly Returned[];
};

/** So many erasures are looked at in one question. */
const PAGE = 10_000;

/**
 * The erasures of all tenants, page by page in the order of the log, by the index of categories: what it costs is theirs, however
 * long the log is.
 */
export async function* readReturned(
  place: LogPlace,
  keysSchema: string,
): AsyncGenerator<ErasurePage> {
  for (let after = 0n; ;) {
    const page = await readPage(place, keysSchema, after);
    if (page === undefined) return;
    yield page;
    after = page.last;
  }
}

const WHICH = "category = 'erasure' and type = 'SubjectShredded'";

/** Whether anybody was erased. */
export async function hasErasures({ database, schema }: LogPlace): Promise<boolean> {
  const { rows } = await database.read<{ any: boolean }>({
    text: `select exists (select from ${schema}.events where ${WHICH}) as any`,
  });
  return rows[0]?.any === true;
}

async function readPage(
  { database, schema }: LogPlace,
  keysSchema: string,
  after: bigint,
): Promise<ErasurePage | undefined> {
  const { rows: ends } = await database.read<{ last: bigint | null; erasures: number }>({
    text: `select max(position) as last, count(*)::int as erasures from (
             select position from ${schema}.events where ${WHICH} and position > $1 order by position limit ${PAGE}
           ) as page`,
    values: [after],
  });
  const { last, erasures } = ends[0] ?? { last: null, erasures: 0 };
  if (last === null) return undefined;
  const { rows } = await database.read<Returned>({
    text: `select erased.tenant_id::text as tenant, erased.subject_id as "subjectId", keys.living > 0 as "isLiving"
           from (
             select tenant_id, (data ->> 'subjectId') collate "C" as subject_id, min(position) as position
             from ${schema}.events where ${WHICH} and position > $1 and position <= $2
               and data ->> 'subjectId' is not null
             group by 1, 2
           ) as erased cross join lateral (
             select count(*) as keys, count(wrapped_key) as living from ${keysSchema}.subject_keys as k
             where (k.tenant_id, k.subject_id) = (erased.tenant_id, erased.subject_id)
           ) as keys
           where keys.living > 0 or keys.keys = 0 order by erased.position`,
    values: [after, last],
  });
  return { last, erasures, returned: rows };
}
