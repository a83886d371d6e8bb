import { setTimeout as sleep } from "node:timers/promises";

import { runSubscription, waitFor } from "@holdfast/cqrs/subscriptions";
import { type Database, openDatabase } from "@holdfast/postgres";
import { postgresSubscriptions } from "@holdfast/postgres/event-store";

import type { OrderStory } from "./draw-order.ts";
import { noteAll } from "./followers.ts";
import type { Scene } from "./live-story.ts";
import { NOTING, SCHEMA } from "./place.ts";

const RESTARTED = "restarted";
const LOOK_MS = 50;
const DRAIN_MS_MAX = 30_000;

const time = {
  nowMs: Date.now,
  sleep: (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }),
};

/** What was seen besides: how far behind the log a subscription fell while transactions were open. */
export type OrderSeen = { readonly found: readonly string[]; readonly lagMsMax: number };

/**
 * Holds write transactions open, in the database of the log and in another one, while others append; watches how far
 * behind the readers fall, and ends and begins one of them again and again.
 */
export async function watchOrder(story: OrderStory, { admin, urls }: Scene): Promise<OrderSeen> {
  await using held = new AsyncDisposableStack();
  const open = (url: string): Database =>
    held.use(openDatabase({ url, applicationName: "order", queryTimeoutMs: 2 * DRAIN_MS_MAX }));
  const other = new URL(urls.adminUrl);
  other.pathname = "/postgres";
  const opened = [open(urls.adminUrl), open(other.href)].map((each) =>
    holdOpen(each, story.openMs),
  );
  const system = open(urls.systemUrl);
  const stop = new AbortController();
  const lag = watchLag(system, stop.signal);
  const restarted = restart(system, story);
  await Promise.all([...opened, restarted]);
  stop.abort();
  return { found: await missed(admin), lagMsMax: await lag };
}

/** A transaction with an id of its own, which stops every reader that goes by those. */
function holdOpen(database: Database, ms: number): Promise<void> {
  return database.transaction(async (tx) => {
    await tx.query({ text: "select pg_current_xact_id()" });
    await tx.query({ text: "select pg_sleep($1)", values: [ms / 1_000] });
  });
}

async function watchLag(system: Database, signal: AbortSignal): Promise<number> {
  const store = postgresSubscriptions({ database: system, schema: SCHEMA });
  let max = 0;
  while (!signal.aborted) {
    const status = await store.status({ name: NOTING, revision: 1 });
    max = Math.max(max, status?.lagMs ?? 0);
    await sleep(LOOK_MS);
  }
  return max;
}

/** Follows the log in so many lives, the last of which comes to its end. */
async function restart(system: Database, { restarts, openMs }: OrderStory): Promise<void> {
  const store = postgresSubscriptions({ database: system, schema: SCHEMA });
  const id = { name: RESTARTED, revision: 1 };
  for (let life = 0; life <= restarts; life += 1) {
    const stop = new AbortController();
    const run = runSubscription(
      { ...id, eachBatch: (events, tx) => noteAll(tx, RESTARTED, events) },
      { ...time, store, owner: `${RESTARTED}-${life}`, signal: stop.signal },
    );
    await sleep(openMs / restarts);
    if (life === restarts) {
      const head = (await store.status(id))?.head ?? 0n;
      await waitFor(id, head, { ...time, store, timeoutMs: DRAIN_MS_MAX });
    }
    stop.abort();
    await run;
  }
}

/** What the restarted subscription has seen is each position up to its checkpoint, once and in order. */
async function missed(admin: Database): Promise<readonly string[]> {
  const { rows } = await admin.query<{ readonly position: bigint; readonly checkpoint: bigint }>({
    text: `select noted.position, s.position as checkpoint
      from ${SCHEMA}.noted join ${SCHEMA}.subscriptions as s on s.name = noted.model
      where noted.model = $1 order by came`,
    values: [RESTARTED],
  });
  const wrong = rows.findIndex(({ position }, at) => position !== BigInt(at + 1));
  const found =
    wrong === -1 ? [] : [`L9 ${RESTARTED} got ${rows[wrong]?.position} as number ${wrong + 1}`];
  const isWhole = BigInt(rows.length) === (rows[0]?.checkpoint ?? 0n);
  return isWhole && rows.length > 0
    ? found
    : [...found, `L9 ${RESTARTED} got ${rows.length} events only`];
}
