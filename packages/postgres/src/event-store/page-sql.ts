/** Events that are put together at a time: enough to make a step cheap, few enough to end a page in time. */
const CHUNK = 500;

/** What is stored in more bytes, or compressed, is measured before it is read. */
const SMALL_BYTES = 2_048;

/**
 * The statement that reads a page: $1 is the position before it, $2 how many positions are looked at, $3 and $4 are
 * the events and the bytes in it at most. Each row holds a chunk of events as one array for each of their fields, which
 * costs both ends much less than a row for each event, and how many events there are up to its end. A chunk that may be
 * too large is put together again with every event measured, and ends the page where it is cut. The head is read in the
 * same snapshot, so that there are no events between the last one and it.
 */
export function pageSql(schema: string, conditions: string): string {
  const max = `least(${CHUNK}, $3::int - chunk.events)`;
  const from = `from ${schema}.events as page
      where page.position > chunk.last and page.position <= $1::bigint + $2::bigint ${conditions}`;
  const next = `order by page.position limit ${max}`;
  const fits = "quick.is_small is not false and quick.bytes <= $4::bigint";
  return `
    with recursive chunk (last, events, bytes, is_end, places, data, meta) as (
      select $1::bigint, 0, 0::bigint, false, null::json, null::json, null::json
      union all
      select part.last, chunk.events + part.events, part.bytes, part.is_end, part.places, part.data, part.meta
      from chunk cross join lateral (
        -- Less two for each event and array: brackets, commas and blanks.
        select quick.*, chunk.bytes - 4 * quick.events
            + coalesce(octet_length(quick.data::text) + octet_length(quick.meta::text), 0) as bytes
        from (
          select bool_and(page.is_small) as is_small,
            ${together("case when page.is_small then page.data end", "case when page.is_small then page.meta end")}
          from (select page.*, ${isSmall("data")} and ${isSmall("meta")} as is_small ${from} ${next}) as page
        ) as quick offset 0
      ) as quick cross join lateral (
        select quick.last, quick.events, quick.bytes, quick.events < ${max} as is_end,
          quick.places, quick.data, quick.meta
        where ${fits}
        union all
        select exact.last, exact.events,
          case when exact.events < quick.events then $4::bigint else chunk.bytes + exact.bytes end, false, exact.places, exact.data, exact.meta
        from (
          select sum(${BYTES}) as bytes, ${together("page.data", "page.meta")}
          from (
            select page.*, chunk.bytes + sum(${BYTES}) over upto <= $4::bigint
              or chunk.events = 0 and row_number() over upto = 1 as is_within
            ${from} window upto as (order by page.position rows unbounded preceding) ${next}
          ) as page
          where page.is_within having not (${fits})
        ) as exact
      ) as part
      where not chunk.is_end and chunk.events < $3::int
        and (chunk.events = 0 or chunk.bytes < $4::bigint)
        and (part.events > 0 or part.is_end)
    )
    select (select position from ${schema}.log_head), events, is_end, places, data, meta from chunk`;
}

/** The statement that tells whether a page would have any events: $1 and $2 as above, and where the log ends. */
export function wantedSql(schema: string, conditions: string): string {
  return `
    select position, exists (
      select from ${schema}.events as page
      where page.position > $1::bigint and page.position <= $1::bigint + $2::bigint ${conditions}
    ) from ${schema}.log_head`;
}

const BYTES = "octet_length(page.data::text) + octet_length(page.meta::text)";

function isSmall(column: string): string {
  return `pg_column_size(page.${column}) < ${SMALL_BYTES} and pg_column_compression(page.${column}) is null`;
}

/** The events of `page`, put together. */
function together(data: string, meta: string): string {
  const places = PLACES.map((place) => `json_agg(page.${place})`).join(", ");
  return `max(page.position) as last, count(*)::int as events, json_build_array(${places}) as places,
    json_agg(${data}) as data, json_agg(${meta}) as meta`;
}

const PLACES = [
  "position - $1::bigint",
  "tenant_id",
  "stream_id",
  "category",
  "version",
  "event_id",
  "type",
  "schema_version",
  "recorded_at",
];
