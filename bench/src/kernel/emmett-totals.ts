import {
  postgreSQLEventStoreConsumer,
  postgreSQLProjection,
  rebuildPostgreSQLProjections,
} from "@event-driven-io/emmett-postgresql";
import pg from "pg";

import type { BENCH_TYPE, benchFields } from "./bench-event.ts";
import { callAtOnce } from "./callers.ts";
import type { EmmettRival } from "./emmett-rival.ts";
import { WrongLog } from "./wrong-log.ts";

/** Emmett rests 50 ms between pages by default, which would decide the comparison. */
const PULLING = { batchSize: 1_000, pullingFrequencyInMs: 1 };
const APPENDED_AT_ONCE = 100;

/** How many events a second a projection of Emmett's takes, caught up from the beginning and rebuilt. */
export async function emmettTotals(
  emmett: EmmettRival,
  events: number,
): Promise<{ readonly catchUp: number; readonly rebuild: number }> {
  const { connectionString } = emmett;
  await using client = await connected(connectionString);
  // One writer: a log of several is not read completely.
  await callAtOnce({ callers: 1, calls: events / APPENDED_AT_ONCE }, (number) =>
    emmett.append(
      `totals-${number}`,
      Array.from({ length: APPENDED_AT_ONCE }, (_, at) => number * APPENDED_AT_ONCE + at),
    ),
  );
  const run = async (start: () => Promise<void>): Promise<number> => {
    const started = performance.now();
    await start();
    const perSecond = (events * 1_000) / (performance.now() - started);
    const { rows } = await client.query("select sum(events)::int as n from emmett_totals");
    if (rows[0]?.n !== events)
      throw new WrongLog(`Emmett projected ${rows[0]?.n} of ${events} events`);
    return perSecond;
  };
  const catchUp = await run(async () => {
    const consumer = postgreSQLEventStoreConsumer<Deposited>({
      connectionString,
      pulling: PULLING,
      stopWhen: { noMessagesLeft: true },
    });
    // Under another name than the rebuild, which would go on from its checkpoint after truncating the table.
    consumer.projector({ projection: projection(), processorId: "catch-up" });
    await consumer.start();
    await consumer.close();
  });
  const rebuild = await run(async () => {
    const consumer = rebuildPostgreSQLProjections<Deposited>({
      connectionString,
      pulling: PULLING,
      projections: [projection()],
    });
    await consumer.start();
    await consumer.close();
  });
  return { catchUp, rebuild };
}

type Deposited = {
  readonly type: typeof BENCH_TYPE;
  readonly data: ReturnType<typeof benchFields>;
  readonly kind?: "Event";
};

function projection() {
  return postgreSQLProjection<Deposited>({
    name: "emmett_totals",
    canHandle: ["MoneyDeposited"],
    truncate: async ({ connection }) => {
      await connection.client.query("truncate emmett_totals");
    },
    handle: async (events, { connection }) => {
      for (const { data, metadata } of events) {
        await connection.client.query(
          `insert into emmett_totals as t values ($1, 1, $2) on conflict (stream_id)
           do update set events = t.events + 1, cents = t.cents + excluded.cents`,
          [metadata.streamName, data.cents],
        );
      }
    },
  });
}

async function connected(connectionString: string) {
  const client = new pg.Client({ connectionString });
  client.on("error", () => undefined);
  await client.connect();
  await client.query(
    `create table if not exists emmett_totals (stream_id text primary key, events bigint, cents bigint)
     with (fillfactor = 50)`,
  );
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}
