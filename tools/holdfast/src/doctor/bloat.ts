import type { Check } from "./check.ts";

/** One row, whose dead versions are cleared away page by page: more than this, and something holds them. */
const BYTES_MAX = 1_048_576n;

type Row = { readonly bytes: bigint; readonly dead: bigint; readonly oldestMs: number | null };

/** The row in `log_head` is updated by each batch; its table stays small unless an old transaction holds it. */
export const bloat: Check = {
  name: "log_head",
  async look({ place: { database, schema } }) {
    const text = `
      select pg_relation_size($1::regclass) as bytes, coalesce(pg_stat_get_dead_tuples($1::regclass), 0) as dead,
        (select (extract(epoch from clock_timestamp() - min(xact_start)) * 1000)::float8
         from pg_stat_activity where backend_xmin is not null and pid <> pg_backend_pid()) as "oldestMs"`;
    const { rows } = await database.read<Row>({ text, values: [`${schema}.log_head`] });
    const { bytes, dead, oldestMs } = rows[0] ?? { bytes: 0n, dead: 0n, oldestMs: null };
    const size = `${bytes / 1_024n} KiB`;
    if (bytes <= BYTES_MAX) return { summary: size, findings: [] };
    const since = oldestMs === null ? "" : `, the oldest for ${Math.round(oldestMs / 1_000)} s`;
    const finding = {
      problem: `the table of one row takes ${size}, with ${dead} dead versions: appends get slow`,
      remedy: `end transactions that are open for long${since}; then, as the owner: vacuum full ${schema}.log_head`,
    };
    return { summary: size, findings: [finding] };
  },
};
