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
