import type { Database } from "@holdfast/postgres";

import { SCHEMA } from "../place.ts";

/** A command as the database remembers it, all its parts together. */
export type Remembered = {
  readonly tenant: string;
  readonly id: string;
  readonly parts: number;
  readonly streamId: string;
  readonly version: number;
  readonly first: bigint;
  readonly last: bigint;
  readonly size: number;
  readonly answer: string | null;
};

/** The key of a command. */
export function keyOf({ tenant, id }: { readonly tenant: string; readonly id: string }): string {
  return `${tenant} ${id}`;
}

/** All commands of the database, by their key. */
export async function readRemembered(admin: Database): Promise<ReadonlyMap<string, Remembered>> {
  const { rows } = await admin.query<Remembered>({
    text: `select tenant_id as tenant, command_id as id, count(*)::int as parts, sum(size)::int as size,
        min(stream_id) filter (where part = 0) as "streamId", min(version) filter (where part = 0) as version,
        min(position - size + 1) as first, max(position) as last, min(result::text) filter (where part = 0) as answer
      from ${SCHEMA}.commands group by 1, 2`,
  });
  return new Map(rows.map((row) => [keyOf(row), row]));
}
