import type { Database } from "@holdfast/postgres";

import { BENCH_TYPE } from "./bench-event.ts";
import { SCHEMA, TENANT } from "./kernel-rival.ts";

/** Streams that a log is spread over. */
const LOG_STREAMS = 1_000;

/** Writes a log of events like those of the bench by SQL, which is quicker than appending them. */
export async function fillLog(admin: Database, events: number): Promise<void> {
  await admin.query({
    text: `insert into ${SCHEMA}.events
      select p, $1::uuid, 'account-' || p % $3, 'account', (p - 1) / $3 + 1, gen_random_uuid(), $2, 1,
        json_build_object('cents', 100 + p % 900, 'reference', 'payment-' || lpad(p::text, 10, '0'),
          'note', 'a note of the length that people write beside a payment, no more',
          'on', '2026-11-25T12:00:00.000Z'),
        json_build_object('causationId', 'c' || p, 'commandId', 'c' || p, 'correlationId', 'c' || p),
        '2026-11-25T12:00:00Z', sha256(p::text::bytea), false
      from generate_series(1, $4::bigint) as p`,
    values: [TENANT, BENCH_TYPE, LOG_STREAMS, events],
  });
  await admin.query({
    text: `insert into ${SCHEMA}.streams (tenant_id, stream_id, category, version)
      select tenant_id, stream_id, category, max(version) from ${SCHEMA}.events group by 1, 2, 3`,
  });
  await admin.query({ text: `update ${SCHEMA}.log_head set position = $1`, values: [events] });
  await admin.query({ text: `vacuum (analyze) ${SCHEMA}.events` });
  await admin.query({ text: "checkpoint" });
}
