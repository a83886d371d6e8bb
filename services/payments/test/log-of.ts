import { openDatabase } from "@holdfast/postgres";

/** An event as the log holds it. */
export type LoggedEvent = {
  readonly type: string;
  readonly stream_id: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly meta: Readonly<Record<string, unknown>>;
};

/** Runs one statement as the one who migrates, past the service. */
export async function sql<Row extends Record<string, unknown>>(
  { adminUrl }: { readonly adminUrl: string },
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  await using database = openDatabase({ url: adminUrl, applicationName: "test", max: 1 });
  const { rows } = await database.query<Row>({ text, values });
  return rows;
}

/** The refused attempts of a tenant, in their order. */
export function attemptsOf(
  database: { readonly adminUrl: string },
  tenant: string,
): Promise<readonly LoggedEvent[]> {
  return sql<LoggedEvent>(
    database,
    `select type, stream_id, data, meta from payments.events
     where tenant_id = $1 and category = 'audit' order by position`,
    [tenant],
  );
}

/** Every row of every table, as text. */
export async function everyRow(database: {
  readonly adminUrl: string;
}): Promise<readonly string[]> {
  const tables = await sql<{ name: string }>(
    database,
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const text = `select t::text as row from ${name} as t`;
    const rows = await sql<{ row: string }>(database, text);
    found.push(...rows.map(({ row }) => `${name}: ${row}`));
  }
  return found;
}
