import pg from "pg";

import { BENCH_TYPE, benchFields } from "./bench-event.ts";
import { type Called, callAtOnce } from "./callers.ts";
import { SCHEMA } from "./kernel-rival.ts";

/** Rows that share a transaction in the limit of a batched writer. */
const BATCH = 512;

async function clients(
  url: string,
  count: number,
): Promise<AsyncDisposableStack & { readonly list: readonly pg.Client[] }> {
  const held = new AsyncDisposableStack();
  const list = await Promise.all(
    Array.from({ length: count }, async () => {
      const client = new pg.Client({ connectionString: url });
      client.on("error", () => undefined);
      await client.connect();
      held.defer(() => client.end());
      return client;
    }),
  );
  return Object.assign(held, { list });
}

/** One prepared insert and one commit for each call, on as many connections as callers. */
export async function rawInserts(
  url: string,
  {
    callers,
    calls,
    name,
  }: { readonly callers: number; readonly calls: number; readonly name: string },
): Promise<Called> {
  await using open = await clients(url, callers);
  const idle = [...open.list];
  return await callAtOnce({ callers, calls }, async (number) => {
    const client = idle.pop();
    if (client === undefined) throw new RangeError("more callers than connections");
    await client.query({
      name: "raw-insert",
      text: `insert into ${SCHEMA}.raw_event (stream_id, version, type, data) values ($1, 1, $2, $3)`,
      values: [`${name}-${number}`, BENCH_TYPE, JSON.stringify(benchFields(number))],
    });
    idle.push(client);
  });
}

/** Rows a second when 512 of them share a transaction, on two connections; with the rows of stream and command too. */
export async function rawBatches(
  url: string,
  {
    rows,
    name,
    isWhole,
  }: { readonly rows: number; readonly name: string; readonly isWhole: boolean },
): Promise<number> {
  await using open = await clients(url, 2);
  const batches = Math.ceil(rows / BATCH);
  const idle = [...open.list];
  const { perSecond } = await callAtOnce({ callers: 2, calls: batches }, async (number) => {
    const client = idle.pop();
    if (client === undefined) throw new RangeError("more callers than connections");
    const events = Array.from({ length: BATCH }, (_, at) => benchFields(number * BATCH + at));
    const streams = events.map((_, at) => `${name}-${number * BATCH + at}`);
    await client.query({
      name: isWhole ? "raw-whole" : "raw-batch",
      text: isWhole ? WHOLE : EVENTS,
      values: [streams, events.map(() => BENCH_TYPE), events.map((event) => JSON.stringify(event))],
    });
    idle.push(client);
  });
  return perSecond * BATCH;
}

const EVENTS = `
  insert into ${SCHEMA}.raw_event (stream_id, version, type, data)
  select stream_id, 1, type, data::json from unnest($1::text[], $2::text[], $3::text[]) as e (stream_id, type, data)`;
const WHOLE = `
  with event as (${EVENTS} returning position, stream_id), stream as (
    insert into ${SCHEMA}.raw_stream (stream_id, version) select stream_id, 1 from event
  )
  insert into ${SCHEMA}.raw_command (command_id, stream_id, position)
  select 'command-' || stream_id, stream_id, position from event`;
