import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Database, openDatabase } from "../src/index.ts";
import type { Notary } from "../src/notary/index.ts";
import { type NotaryStage, openNotaryStage, SCHEMA } from "./notary-stage.ts";

const tenant = "00000000-0000-0000-0000-000000000000";
const ROWS = 50_000;
const EVENTS_PER_APPEND = 1_000;
/** The tile of 256 leaves that a proof begins in, and the last one: for the proof, and for the root that it leads to. */
const LEAVES_MAX = 3 * 256;

let stage: NotaryStage;
/** One connection, so that every statement keeps the plan that it got first. */
let system: Database;
let notary: Notary;
const held = new AsyncDisposableStack();
beforeAll(async () => {
  stage = held.use(await openNotaryStage());
  const { systemUrl: url } = stage.log.server;
  system = held.use(openDatabase({ url, applicationName: "test", max: 1 }));
  await growLog();
  notary = stage.notary({ database: system, everyEvents: ROWS });
  const [complaint] = await stage.handle(notary, EVENTS_PER_APPEND);
  if (complaint !== undefined) throw new TypeError("the log was not handled", { cause: complaint });
  // As by itself after a while: it is what the planner knows of a large log that leads it astray.
  await stage.admin.query({ text: `analyze ${SCHEMA}.events, ${SCHEMA}.tree_tiles` });
});
afterAll(() => held.disposeAsync());

/** Events are as large as those of a service: a log of small ones is quickly read whole, and nobody would mind. */
async function growLog(): Promise<void> {
  const word = "x".repeat(600);
  const events = Array.from({ length: EVENTS_PER_APPEND }, () => ({ type: "Said", word }));
  for (let at = 0; at < ROWS; at += EVENTS_PER_APPEND) {
    const commands = [{ commandId: `grow-${at}`, events }];
    const request = { tenant, streamId: "log-1", expect: "any", commands } as const;
    const outcome = await stage.log.store.append(request);
    if ("code" in outcome) throw new TypeError(outcome.sentence);
  }
}

/** Events that were read so far, by scanning the log and by looking them up. */
async function eventsRead(): Promise<{ readonly scanned: number; readonly lookedUp: number }> {
  await system.query({ text: "select pg_stat_force_next_flush()" });
  const { rows } = await stage.admin.query<{ scanned: number; lookedUp: number }>({
    text: `select seq_tup_read::float8 as scanned, idx_tup_fetch::float8 as "lookedUp"
      from pg_stat_user_tables where schemaname = '${SCHEMA}' and relname = 'events'`,
  });
  return rows[0] ?? { scanned: 0, lookedUp: 0 };
}

describe(`of ${ROWS} events, a proof reads by index the few leaves that it is made of`, () => {
  test.each([
    ["consistency", () => notary.consistencyProof(12_345, 43_219)],
    ["inclusion", () => notary.inclusionProof(23_456n, 43_219)],
  ] as const)("%s", async (_name, prove) => {
    // The plan of the sixth time is kept.
    for (let time = 1; time <= 7; time += 1) {
      const before = await eventsRead();
      expect(await prove()).not.toBe("not_in_tree");
      const after = await eventsRead();
      expect(after.scanned - before.scanned).toBe(0);
      expect(after.lookedUp - before.lookedUp).toBeGreaterThan(0);
      expect(after.lookedUp - before.lookedUp).toBeLessThanOrEqual(LEAVES_MAX);
    }
  });
});
