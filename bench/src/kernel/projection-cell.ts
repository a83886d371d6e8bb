import { type Database, openDatabase } from "@holdfast/postgres";
import { postgresSubscriptions } from "@holdfast/postgres/event-store";

import { appendsToOneStream } from "./append-cells.ts";
import { barePages } from "./bare-pages.ts";
import { atLeast, type Cell, type Figures, type Stage } from "./cell.ts";
import { emmettRival } from "./emmett-rival.ts";
import { emmettTotals } from "./emmett-totals.ts";
import { fillLog } from "./fill-log.ts";
import { kernelRival, type KernelRival, SCHEMA } from "./kernel-rival.ts";
import { compareTotals, following, totals } from "./totals.ts";
import { WrongLog } from "./wrong-log.ts";

/** Emmett projects one event at a time; a part of the log takes it long enough. */
const EMMETT_PART = 20;
const EMMETT_CONNECTIONS = 10;
const APPENDERS = 4;
const APPENDED_AT_ONCE = 200;

/** A read model that catches up with a log, and a second revision of it that is built beside appends. */
export const projectionCell: Cell = {
  rows: ["A9", "A10"],
  measure,
  bounds: [
    atLeast("A9 to Emmett", 50),
    atLeast("A9 to a bare paged select", 0.6),
    atLeast("A10 to Emmett", 40),
    atLeast("A10 to its own catch-up", 0.5),
  ],
};

async function measure({ adminUrl, logEvents, progress }: Stage): Promise<Figures> {
  await using kernel = await kernelRival(adminUrl);
  await using log = await openLog(kernel, logEvents);
  const bare = await barePages(kernel.systemUrl, logEvents);
  const catchUp = await caughtUp(log, logEvents);
  progress("a rebuild beside appends");
  const rebuild = await rebuilt(kernel, log, logEvents);
  progress("Emmett's catch-up and rebuild");
  await using emmett = await emmettRival(adminUrl, EMMETT_CONNECTIONS);
  const theirs = await emmettTotals(emmett, Math.max(1_000, logEvents / EMMETT_PART));
  return {
    "kernel, catch-up: events a second": catchUp,
    "kernel, rebuild beside appends: events a second": rebuild,
    "bare paged select: events a second": bare,
    "Emmett, catch-up: events a second": theirs.catchUp,
    "Emmett, rebuild: events a second": theirs.rebuild,
    "A9 to Emmett": catchUp / theirs.catchUp,
    "A9 to a bare paged select": catchUp / bare,
    "A10 to Emmett": rebuild / theirs.rebuild,
    "A10 to its own catch-up": rebuild / catchUp,
  };
}

type Log = AsyncDisposable & {
  readonly admin: Database;
  readonly system: Database;
  readonly store: ReturnType<typeof postgresSubscriptions>;
};

async function openLog(kernel: KernelRival, events: number): Promise<Log> {
  await using held = new AsyncDisposableStack();
  const open = (url: string): Database =>
    held.use(openDatabase({ url, applicationName: "bench-projection", max: 5 }));
  const admin = open(kernel.adminUrl);
  const system = open(kernel.systemUrl);
  await fillLog(admin, events);
  const store = postgresSubscriptions({ database: system, schema: SCHEMA });
  const stop = held.move();
  return { admin, system, store, [Symbol.asyncDispose]: () => stop.disposeAsync() };
}

async function caughtUp({ admin, store }: Log, events: number): Promise<number> {
  const started = performance.now();
  {
    await using running = following(totals(1), BigInt(events), { store });
    await running.reached;
  }
  const perSecond = (events * 1_000) / (performance.now() - started);
  await compareTotals(admin, 1, BigInt(events));
  return perSecond;
}

/** Builds the second revision while others append and read, and shows it to readers. */
async function rebuilt(kernel: KernelRival, log: Log, events: number): Promise<number> {
  const { admin, store } = log;
  const over = new AbortController();
  await using _older = following(totals(1), 0n, { store });
  const appending = keepAppending(kernel, over.signal);
  const reading = keepReading(log, events, over.signal);
  const started = performance.now();
  await using newer = following(totals(2), BigInt(events), { store });
  await newer.reached;
  // The view belongs to the owner, and so does the switch.
  const owner = postgresSubscriptions({ database: admin, schema: SCHEMA });
  const switched = await owner.switchRevision({ name: "totals", from: 1, to: 2 }, async (tx) => {
    const text = `create or replace view ${SCHEMA}.totals with (security_invoker = true) as select * from ${SCHEMA}.totals_v2`;
    await tx.query({ text });
  });
  const perSecond = (events * 1_000) / (performance.now() - started);
  if (switched !== "switched") throw new WrongLog(`the new revision was ${switched}`);
  over.abort();
  const appended = await appending;
  await reading;
  const head = BigInt(events + appended);
  await using last = following(totals(2), head, { store });
  await Promise.race([last.reached, untilAt(log, head)]);
  await compareTotals(admin, 2, head);
  return perSecond;
}

async function untilAt({ store }: Log, head: bigint): Promise<void> {
  while ((await store.position({ name: "totals", revision: 2 })) !== head) {
    await new Promise((resolve) => void setImmediate(resolve));
  }
}

async function keepAppending(kernel: KernelRival, signal: AbortSignal): Promise<number> {
  let appended = 0;
  for (let turn = 0; !signal.aborted; turn += 1) {
    const cell = { name: `beside${turn}`, callers: APPENDERS, calls: APPENDED_AT_ONCE };
    appended += (await appendsToOneStream(kernel, cell)).calls;
  }
  return appended;
}

/** Whoever reads the view sees the whole model, and never less of it than before. */
async function keepReading({ system }: Log, events: number, signal: AbortSignal): Promise<void> {
  let before = BigInt(events);
  while (!signal.aborted) {
    const { rows } = await system.query<{ readonly events: bigint }>({
      text: `select sum(events)::int8 as events from ${SCHEMA}.totals`,
    });
    const seen = rows[0]?.events ?? 0n;
    if (seen < before) throw new WrongLog(`a reader saw ${seen} events after ${before}`);
    before = seen;
  }
}
