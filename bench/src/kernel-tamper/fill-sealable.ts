import type { Database } from "@holdfast/postgres";

import { BENCH_TYPE } from "../kernel/bench-event.ts";
import { SCHEMA, TENANT } from "../kernel/kernel-rival.ts";

/** Streams that a log is spread over. */
const LOG_STREAMS = 1_000;

/** Writes a log of events like those of the kernel's bench, with the leaves that they have, by SQL. */
export async function fillSealable(admin: Database, events: number): Promise<void> {
  await admin.query({
    text: `insert into ${SCHEMA}.events
      select p, t, s, 'account', v, e, $2::text, 1, d, m, '2026-11-25T12:00:00Z', sha256('\\x00'::bytea || convert_to(
        concat('{"data":', d, ',"eventId":"', e, '","meta":', m, ',"recordedAt":"2026-11-25T12:00:00.000Z",',
          '"schemaVersion":1,"streamId":"', s, '","tenant":"', t, '","type":"', $2::text, '"}'), 'UTF8')), false
      from (
        select p, $1::uuid as t, 'account-' || p % $3 as s, (p - 1) / $3 + 1 as v, gen_random_uuid() as e,
          format('{"cents":%s,"note":"a note of the length that people write beside a payment, no more","on":' ||
            '"2026-11-25T12:00:00.000Z","reference":"payment-%s"}', 100 + p % 900, lpad(p::text, 10, '0'))::json as d,
          format('{"causationId":"c%1$s","commandId":"c%1$s","correlationId":"c%1$s"}', p)::json as m
        from generate_series(1, $4::bigint) as p offset 0
      ) as made`,
    values: [TENANT, BENCH_TYPE, LOG_STREAMS, events],
  });
  await admin.query({ text: `update ${SCHEMA}.log_head set position = $1`, values: [events] });
  await admin.query({ text: `vacuum (analyze) ${SCHEMA}.events` });
  await admin.query({ text: "checkpoint" });
}
