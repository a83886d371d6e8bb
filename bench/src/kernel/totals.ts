import { setTimeout as sleep } from "node:timers/promises";

import { runSubscription, type RunOptions, type Subscription } from "@holdfast/cqrs/subscriptions";
import type { Database, Transaction } from "@holdfast/postgres";

import { SCHEMA } from "./kernel-rival.ts";
import { WrongLog } from "./wrong-log.ts";

/** Events and cents of each stream, in a table of its own for each revision. */
export function totals(revision: 1 | 2): Subscription<Transaction> {
  return {
    name: "totals",
    revision,
    async eachBatch(events, tx) {
      const sums = new Map<string, { events: number; cents: number }>();
      for (const { streamId, event } of events) {
        const sum = sums.get(streamId) ?? { events: 0, cents: 0 };
        sum.events += 1;
        sum.cents += "cents" in event ? Number(event.cents) : 0;
        sums.set(streamId, sum);
      }
      const rows = [...sums.values()];
      await tx.query({
        name: `totals_v${revision}`,
        text: `insert into ${SCHEMA}.totals_v${revision} as t
          select * from unnest($1::text[], $2::bigint[], $3::bigint[]) as e (stream_id, events, cents)
          on conflict (stream_id) do update
            set events = t.events + excluded.events, cents = t.cents + excluded.cents`,
        values: [[...sums.keys()], rows.map((row) => row.events), rows.map((row) => row.cents)],
      });
    },
  };
}

type Running = { readonly reached: Promise<void> } & AsyncDisposable;

/** Runs a subscription; `reached` resolves once it has handled the log up to a position. */
export function following(
  subscription: Subscription<Transaction>,
  position: bigint,
  options: Pick<RunOptions<Transaction>, "store"> & Partial<RunOptions<Transaction>>,
): Running {
  const stop = new AbortController();
  const { promise: reached, resolve, reject } = Promise.withResolvers<void>();
  const ended = runSubscription(subscription, {
    owner: `${subscription.name}-${subscription.revision}-${performance.now()}`,
    nowMs: () => performance.now(),
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
    ...options,
    onBatch: (batch) => {
      options.onBatch?.(batch);
      if (batch.position >= position) resolve();
    },
    onError: reject,
    signal: stop.signal,
  });
  ended.catch(reject);
  return {
    reached,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended.catch(() => undefined);
    },
  };
}

/** Throws `WrongLog` unless the model is what SQL makes of the log up to a position. */
export async function compareTotals(
  admin: Database,
  revision: 1 | 2,
  position: bigint,
): Promise<void> {
  const { rows } = await admin.query<{ readonly wrong: number }>({
    text: `select count(*)::int as wrong from (
        select stream_id, count(*) as events, sum((data ->> 'cents')::bigint) as cents
        from ${SCHEMA}.events where events.position <= $1 group by 1
      ) as e full join ${SCHEMA}.totals_v${revision} as t using (stream_id)
      where (e.events, e.cents) is distinct from (t.events, t.cents)`,
    values: [position],
  });
  if (rows[0]?.wrong !== 0) throw new WrongLog(`${rows[0]?.wrong} totals are wrong`);
}
