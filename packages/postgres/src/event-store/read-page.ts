import type { EventFilter, LogPage, PageQuery } from "@holdfast/cqrs/subscriptions";

import type { Database } from "../database.ts";
import { COLUMNS, type EventRow, toEvent } from "./read-events.ts";

/** A filter may let one event of a hundred through; so many positions are looked at for each event wanted. */
const LOOKED_AT_PER_EVENT = 20;

type Row = readonly [head: bigint, isWithin: boolean | null, ...event: EventRow];

/** Reads the part of the log that a subscription handles next. Positions have no gaps, so a range of them is a page. */
export async function readPage(
  database: Database,
  schema: string,
  { after, max, bytesMax, filter }: PageQuery,
): Promise<LogPage> {
  const { name, sql, values } = conditions(filter);
  const looked = values.length === 0 ? max : max * LOOKED_AT_PER_EVENT;
  const { rows } = await database.read<Row>({
    name: `${schema}.read_page${name}`,
    text: statement(schema, sql),
    values: [after, looked, max, bytesMax, ...values],
    rowMode: "array",
  });
  const head = rows[0]?.[0] ?? after;
  const events = rows.flatMap(([, isWithin, ...event]) =>
    isWithin === true ? [toEvent(event)] : [],
  );
  const lookedTo = after + BigInt(looked);
  const isCut = rows.length === max || rows.some(([, isWithin]) => isWithin === false);
  const last = events.at(-1)?.position;
  return { events, to: isCut && last !== undefined ? last : min(head, lookedTo), head };
}

/** The head is read in the same snapshot as the events, so that there are none between the last one and it. */
function statement(schema: string, conditions: string): string {
  const columns = COLUMNS.replace(
    /events\.(?:data|meta)::text/g,
    (column) => `case when events.is_within then ${column} end`,
  );
  return `
    select log_head.position, events.is_within, ${columns}
    from ${schema}.log_head
    left join lateral (
      select page.*, $4 >= sum(octet_length(page.data::text) + octet_length(page.meta::text))
          over (order by page.position rows unbounded preceding)
        or row_number() over (order by page.position rows unbounded preceding) = 1 as is_within
      from ${schema}.events as page
      where page.position > $1 and page.position <= $1 + $2 ${conditions}
      order by page.position limit $3
    ) as events on true`;
}

/** Only what is filtered by is part of the statement, so that each kind of filter gets a plan of its own. */
function conditions({ categories, types, tenants }: EventFilter) {
  const parts = [
    { letter: "c", column: "page.category", type: "text[]", value: categories },
    { letter: "t", column: "page.type", type: "text[]", value: types },
    { letter: "u", column: "page.tenant_id", type: "uuid[]", value: tenants },
  ].filter(({ value }) => value !== undefined);
  return {
    name: parts.map(({ letter }) => `_${letter}`).join(""),
    sql: parts.map(({ column, type }, at) => `and ${column} = any($${at + 5}::${type})`).join(" "),
    values: parts.map(({ value }) => value),
  };
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
