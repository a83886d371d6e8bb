import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Expectation } from "@holdfast/cqrs/event-store";

import { postgresSubscriptions } from "../src/event-store/index.ts";
import { type Database, openDatabase } from "../src/index.ts";
import { fileWitness, type Notary, type NotaryOptions, openNotary } from "../src/notary/index.ts";
import { type EventStoreStage, openStage } from "./event-store-stage.ts";
import { followToEnd } from "./follow-to-end.ts";
import { sealing } from "./sealing.ts";

export const SCHEMA = "ledger";
const tenants = ["00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-00000000000a"];

/** A log with a notary and a witness beside it. */
export type NotaryStage = AsyncDisposable & {
  readonly log: EventStoreStage;
  readonly system: Database;
  readonly admin: Database;
  readonly witnessPath: string;
  notary(options?: Partial<NotaryOptions>): Notary;
  /** Lets the subscription handle the log up to its end; what it complained about. */
  handle(notary: Notary, batchMax?: number): Promise<readonly unknown[]>;
  /** Changes the tables as somebody who may do anything. */
  tamper(...statements: readonly string[]): Promise<void>;
  /** The sizes that were signed. */
  heads(): Promise<readonly number[]>;
  /** Appends so many events by several commands to several streams; the last position. */
  append(count: number): Promise<number>;
};

export async function openNotaryStage(): Promise<NotaryStage> {
  await using held = new AsyncDisposableStack();
  const log = held.use(await openStage());
  const open = (url: string): Database =>
    held.use(openDatabase({ url, applicationName: "test", max: 4 }));
  const [system, admin] = [open(log.server.systemUrl), open(log.server.adminUrl)];
  const folder = await mkdtemp(join(tmpdir(), "holdfast-witness-"));
  held.defer(() => rm(folder, { recursive: true }));
  const witnessPath = join(folder, "checkpoints");
  const witness = fileWitness({ ...sealing, path: witnessPath });
  const store = postgresSubscriptions({ database: system, schema: SCHEMA });
  const place = { ...sealing, database: system, schema: SCHEMA, witness };
  let made = 0;
  const disposal = held.move();
  return {
    log,
    system,
    admin,
    witnessPath,
    notary: (options) => openNotary({ ...place, nowMs: () => 0, ...options }),
    async handle(notary, batchMax = 100) {
      made += 1;
      return followToEnd(notary.subscription, { store, owner: `test-${made}`, batchMax });
    },
    tamper: (...statements) =>
      admin.transaction(async (tx) => {
        await tx.query({ text: "set local session_replication_role = replica" });
        for (const text of statements) await tx.query({ text });
      }),
    async heads() {
      const { rows } = await admin.query<{ size: bigint }>({
        text: "select size from ledger.tree_heads order by size",
      });
      return rows.map(({ size }) => Number(size));
    },
    async append(count) {
      let last = 0n;
      for (let at = 0; at < count;) {
        made += 1;
        const size = Math.min(1 + (made % 7), count - at);
        last = await appendOne(log, made, size);
        at += size;
      }
      return Number(last);
    },
    [Symbol.asyncDispose]: () => disposal.disposeAsync(),
  };
}

async function appendOne(log: EventStoreStage, no: number, size: number): Promise<bigint> {
  const outcome = await log.store.append(requestOf(no, size));
  if ("code" in outcome) throw new TypeError(outcome.sentence);
  return outcome.lastPosition;
}

/** Streams of one, of a few and of many events; leaves with and without a version; texts that need escapes. */
function requestOf(no: number, size: number) {
  const isNew = no % 3 === 0;
  const streamId = isNew ? `new-${no}` : `log-"${no % 5}"\\é😀`;
  const expect: Expectation = isNew ? "absent" : "any";
  const events = Array.from({ length: size }, (_, at) => ({
    type: at % 2 === 0 ? "Said" : 'Asked "ü"',
    no: BigInt(no * 1_000 + at),
    text: `${"line\n\u0001".repeat(no % 4)} – ${no}`,
  }));
  const commands = [{ commandId: `command-${no}`, events }];
  return { tenant: tenants[no % 2] ?? "", streamId, expect, commands };
}
