import { randomUUID } from "node:crypto";

import { type Database, openDatabase, type Transaction } from "@holdfast/postgres";
import { postgresEventStore, postgresSubscriptions } from "@holdfast/postgres/event-store";
import { type LogVerdict, openNotary, verifyLog, type Witness } from "@holdfast/postgres/notary";
import { testDatabase } from "@holdfast/postgres/testing";

import { accepted, SCHEMA, TENANT } from "../kernel/kernel-rival.ts";
import { following } from "../kernel/totals.ts";
import { notaryKeys } from "../notary-keys.ts";

/** Whose checkpoints a measured log has. */
const origin = "example.com/bench";

/** A key that follows from nothing but its name, so that runs are alike. */
function sealing() {
  const { signer, believed } = notaryKeys(origin, (size) => Buffer.alloc(size, 1));
  return { ...believed, signer };
}

/** A witness that remembers for as long as the run takes. */
function memoryWitness(): Witness {
  const notes: string[] = [];
  return {
    latest: async () => notes.at(-1),
    async publish(note) {
      notes.push(note);
      return "kept";
    },
    async *checkpoints() {
      yield* notes;
    },
  };
}

/** A log with tiles, tree heads and a witness, and how it is verified. */
export type SealedLog = AsyncDisposable & {
  readonly admin: Database;
  readonly systemUrl: string;
  /** As somebody finds it who may read everything; within a transaction, as it is there. */
  verify(within?: Transaction): Promise<LogVerdict>;
};

/** Seals what `fill` writes into a fresh database. */
export async function sealedLog(
  adminUrl: string,
  events: number,
  fill: (place: { readonly url: string; readonly admin: Database }) => Promise<void>,
): Promise<SealedLog> {
  await using held = new AsyncDisposableStack();
  const test = held.use(
    await testDatabase({ service: SCHEMA, schema: SCHEMA, hasEventStore: true, adminUrl }),
  );
  const open = (url: string): Database =>
    held.use(openDatabase({ url, applicationName: "bench-sealed", max: 3 }));
  const [admin, system] = [open(test.adminUrl), open(test.systemUrl)];
  await fill({ url: test.url, admin });
  const [keys, witness] = [sealing(), memoryWitness()];
  const place = { ...keys, database: system, schema: SCHEMA, witness };
  // Each batch is due, so that there is a checkpoint at the end of the log.
  const notary = openNotary({ ...place, everyMs: 0, nowMs: () => performance.now() });
  const batch = events < 10_000 ? 100 : 5_000;
  const batches = { batchMax: batch, catchUpMax: batch };
  const store = postgresSubscriptions({ database: system, schema: SCHEMA });
  {
    await using running = following(notary.subscription, BigInt(events), { store, ...batches });
    await running.reached;
  }
  await notary.publish();
  const stop = held.move();
  return {
    admin,
    systemUrl: test.systemUrl,
    verify: (within) => {
      if (within === undefined) return verifyLog(place);
      const database: Pick<Database, "transaction"> = { transaction: (work) => work(within) };
      return verifyLog({
        ...place,
        database,
        ...(events < 10_000 && { pageMax: 400, streamsMax: 5 }),
      });
    },
    [Symbol.asyncDispose]: () => stop.disposeAsync(),
  };
}

/** Writes a log by the kernel, to some streams, with and without a version in the leaf. */
export async function appendSome(url: string, events: number): Promise<void> {
  await using database = openDatabase({ url, applicationName: "bench", max: 2 });
  await using store = postgresEventStore({ database, schema: SCHEMA });
  for (let at = 0; at < events; at += 1) {
    const isNew = at % 4 === 0;
    const commands = [
      { commandId: randomUUID(), events: [{ type: "Noted", at, text: `text ${at} “é”` }] },
    ];
    const [streamId, expect] = isNew
      ? ([`new-${at}`, "absent"] as const)
      : ([`log-${at % 7}`, "any"] as const);
    accepted(await store.append({ tenant: TENANT, streamId, expect, commands }));
  }
}
