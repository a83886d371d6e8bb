import pg from "pg";

import { SCHEMA } from "./kernel-rival.ts";
import { WrongLog } from "./wrong-log.ts";

const PAGE = 1_000;

/** Events a second by the least that reads a log: prepared selects of the same columns, page after page. */
export async function barePages(url: string, events: number): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  const started = performance.now();
  let after = 0;
  for (;;) {
    const { rows } = await client.query<[string, ...string[]]>({
      name: "bare-page",
      text: `select position, tenant_id, stream_id, category, version, event_id, type, schema_version,
               data::text, meta::text, recorded_at::text
             from ${SCHEMA}.events where events.position > $1 order by events.position limit ${PAGE}`,
      values: [after],
      rowMode: "array",
    });
    if (rows.length === 0) break;
    after = Number(rows.at(-1)?.[0]);
  }
  const perSecond = (events * 1_000) / (performance.now() - started);
  await client.end();
  if (after !== events) throw new WrongLog(`the bare select ended at ${after} of ${events}`);
  return perSecond;
}
