import { randomUUID } from "node:crypto";

import { getPostgreSQLEventStore } from "@event-driven-io/emmett-postgresql";
import type { Tagged } from "@holdfast/cqrs";
import { exactly, isAppendRefusal } from "@holdfast/cqrs/event-store";
import { openDatabase } from "@holdfast/postgres";
import pg from "pg";

import { BENCH_TYPE, benchEvent, benchFields } from "./bench-event.ts";
import { type KernelRival, TENANT } from "./kernel-rival.ts";
import { WrongLog } from "./wrong-log.ts";

const STREAM = "account-long";
const PART = 1_000;
const SNAPSHOT = { reducer: "totals", fingerprint: "1" };

/** What the stream comes to. */
type Totals = { readonly events: number; readonly cents: number };

const NOTHING: Totals = { events: 0, cents: 0 };

function add({ events, cents }: Totals, event: object): Totals {
  const amount = "cents" in event && typeof event.cents === "number" ? event.cents : Number.NaN;
  return { events: events + 1, cents: cents + amount };
}

/** A long stream that is loaded again and again. */
export type LongStream = {
  /** So many loads, one after another; gives loads per second. Throws `WrongLog` when a fold comes out wrong. */
  readonly load: (loads: number) => Promise<number>;
};

type Size = { readonly events: number; readonly tail: number };

/** In the kernel, with a snapshot that is some events old. */
export async function ourLongStream(
  { store }: KernelRival,
  { events, tail }: Size,
): Promise<LongStream> {
  for (let from = 0; from < events; from += PART) {
    const outcome = await store.append({
      tenant: TENANT,
      streamId: STREAM,
      expect: exactly(from),
      commands: [{ commandId: `${STREAM}-${from}`, events: part(from, events).map(benchEvent) }],
    });
    if (isAppendRefusal(outcome)) throw new WrongLog(outcome.sentence);
  }
  const stream = { tenant: TENANT, streamId: STREAM };
  const whole = await store.loadStream(stream);
  const expected = fold(whole.events);
  const version = events - tail;
  const state = fold(whole.events.slice(0, version));
  await store.saveSnapshot({ ...stream, ...SNAPSHOT, version, state });
  return {
    load: (loads) =>
      timed(loads, expected, async () => {
        const { snapshot, events: after } = await store.loadStream({
          ...stream,
          snapshot: SNAPSHOT,
        });
        if (snapshot?.version !== version || !isTotals(snapshot.state)) {
          throw new WrongLog(`the snapshot of version ${version} was not found`);
        }
        return after.reduce(add, snapshot.state);
      }),
  };
}

/** In Emmett, which folds all events each time. */
export async function emmettLongStream(
  adminUrl: string,
  { events }: Size,
  held: AsyncDisposableStack,
): Promise<LongStream> {
  const name = `emmett_${randomUUID().replaceAll("-", "")}`;
  const admin = held.use(openDatabase({ url: adminUrl, applicationName: "bench", max: 1 }));
  await admin.query({ text: `create database ${name}` });
  held.defer(async () => {
    await admin.query({ text: `drop database if exists ${name} with (force)` });
  });
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: url.href, max: 10 });
  pool.on("error", () => undefined);
  held.defer(() => pool.end());
  const store = getPostgreSQLEventStore(url.href, { connectionOptions: { pool } });
  held.defer(() => store.close());
  await store.schema.migrate();
  for (let from = 0; from < events; from += PART) {
    const data = part(from, events).map((number) => ({
      type: BENCH_TYPE,
      data: benchFields(number),
    }));
    await store.appendToStream(STREAM, data);
  }
  const expected = part(0, events, events).map(benchFields).reduce(add, NOTHING);
  return {
    load: (loads) =>
      timed(loads, expected, async () => {
        const { state } = await store.aggregateStream(STREAM, {
          initialState: () => NOTHING,
          evolve: (totals: Totals, { data }: { readonly type: string; readonly data: object }) =>
            add(totals, data),
        });
        return state;
      }),
  };
}

async function timed(
  loads: number,
  expected: Totals,
  load: () => Promise<Totals>,
): Promise<number> {
  const startedMs = performance.now();
  for (let made = 0; made < loads; made += 1) {
    const { events, cents } = await load();
    if (events !== expected.events || cents !== expected.cents) {
      throw new WrongLog(
        `${events} events with ${cents} cents instead of ${expected.events} with ${expected.cents}`,
      );
    }
  }
  return (loads * 1_000) / (performance.now() - startedMs);
}

function fold(events: readonly Tagged[]): Totals {
  return events.reduce(add, NOTHING);
}

function part(from: number, events: number, size = PART): readonly number[] {
  return Array.from({ length: Math.min(size, events - from) }, (_, at) => from + at);
}

function isTotals(state: unknown): state is Totals {
  return typeof state === "object" && state !== null && "events" in state && "cents" in state;
}
