import { type Database, openDatabase } from "@holdfast/postgres";
import { postgresSubscriptions } from "@holdfast/postgres/event-store";
import { postgresTimers } from "@holdfast/postgres/timers";

import { callAtOnce } from "../kernel/callers.ts";
import { accepted, type KernelRival, SCHEMA, TENANT } from "../kernel/kernel-rival.ts";
import { ALARM, historyOf } from "./alarms.ts";

/** As many as two of the batches that appends with timers go in. */
const CALLERS = 256;

/** Writes processes with a timer each, by the door that processes use. */
export async function fillTimers(
  { store, systemUrl }: KernelRival,
  timers: number,
  dueAtMs: (number: number) => number,
): Promise<void> {
  await using database: Database = openDatabase({ url: systemUrl, applicationName: "fill" });
  const subscriptions = postgresSubscriptions({ database, schema: SCHEMA });
  const { events } = postgresTimers({
    store,
    database,
    schema: SCHEMA,
    watch: (onSet, signal) => subscriptions.watch(onSet, signal),
  });
  await callAtOnce({ callers: CALLERS, calls: timers }, async (number) => {
    const dueAt = new Date(dueAtMs(number)).toISOString();
    const commands = [{ commandId: `asked:${number}`, events: historyOf(dueAt) }];
    const streamId = `${ALARM}-${number}`;
    accepted(await events.append({ tenant: TENANT, streamId, expect: "absent", commands }));
  });
}
