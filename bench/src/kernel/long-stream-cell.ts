import type { Tagged } from "@holdfast/cqrs";
import { exactly } from "@holdfast/cqrs/event-store";
import pg from "pg";

import { median } from "../statistics.ts";
import { type Account, credited, EMPTY } from "./account.ts";
import { benchEvent, benchFields } from "./bench-event.ts";
import { atLeast, type Cell, type Figures, type Stage } from "./cell.ts";
import { accepted, SCHEMA, TENANT } from "./kernel-rival.ts";
import { WrongLog } from "./wrong-log.ts";

const EVENTS = 10_000;
const APPENDED_AT_ONCE = 1_000;
const TIMES = 5;

/** The state of one long stream from all of its events. A8, the same from a snapshot, belongs here too. */
export const longStreamCell: Cell = {
  rows: ["A7"],
  measure,
  bounds: [atLeast("A7 to Emmett", 1.15), atLeast("A7 to a bare select", 0.7)],
};

async function measure(stage: Stage): Promise<Figures> {
  const { kernel, emmett, round, written } = stage;
  const streamId = `long${round}-1`;
  await seed(stage, streamId);
  written.kernel += EVENTS;
  written.emmett += EVENTS;
  await using bare = await bareSelect(kernel.url, streamId);
  const ways = {
    ours: async () => {
      const { events } = await kernel.store.loadStream({ tenant: TENANT, streamId });
      return events.reduce((state, event) => credited(state, deposited(event)), EMPTY);
    },
    emmett: () => emmett.fold(streamId),
    bare: () => bare.fold(),
  };
  const expected = JSON.stringify(
    Array.from({ length: EVENTS }, (_, number) => benchFields(number)).reduce(credited, EMPTY),
  );
  const took: Record<keyof typeof ways, number[]> = { ours: [], emmett: [], bare: [] };
  for (let time = 0; time <= TIMES; time += 1) {
    for (const way of ["ours", "emmett", "bare"] as const) {
      const started = performance.now();
      const state: Account = await ways[way]();
      // The first time warms up.
      if (time > 0) took[way].push((performance.now() - started) / 1_000);
      if (JSON.stringify(state) !== expected)
        throw new WrongLog(`${way}: ${JSON.stringify(state)}`);
    }
  }
  const [ours, theirs, select] = [median(took.ours), median(took.emmett), median(took.bare)];
  return {
    "kernel, a stream of 10,000: events a second": EVENTS / ours,
    "A7 to Emmett": theirs / ours,
    "A7 to a bare select": select / ours,
  };
}

async function seed({ kernel, emmett }: Stage, streamId: string): Promise<void> {
  for (let first = 0; first < EVENTS; first += APPENDED_AT_ONCE) {
    const numbers = Array.from({ length: APPENDED_AT_ONCE }, (_, at) => first + at);
    const commands = [{ commandId: `${streamId}:${first}`, events: numbers.map(benchEvent) }];
    accepted(
      await kernel.store.append({ tenant: TENANT, streamId, expect: exactly(first), commands }),
    );
    await emmett.append(streamId, numbers);
  }
}

function deposited(event: Tagged): { readonly cents: number } {
  if ("cents" in event && typeof event.cents === "number") return { cents: event.cents };
  throw new WrongLog(`an event of type ${event.type} without an amount`);
}

/** The least that can be done: one prepared select of the events' data in order, parsed and folded. */
async function bareSelect(url: string, streamId: string) {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  return {
    async fold(): Promise<Account> {
      await client.query("begin");
      await client.query("select set_config('app.tenant_id', $1, true)", [TENANT]);
      const { rows } = await client.query<[string, { readonly cents: number }]>({
        name: "bare-stream",
        text: `select type, data from ${SCHEMA}.events
               where tenant_id = $1 and stream_id = $2 order by version`,
        values: [TENANT, streamId],
        rowMode: "array",
      });
      await client.query("commit");
      return rows.reduce<Account>((state, [, data]) => credited(state, data), EMPTY);
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}
