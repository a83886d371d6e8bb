import { join } from "node:path";

import { exactly } from "@holdfast/cqrs/event-store";
import { runSubscription, waitFor } from "@holdfast/cqrs/subscriptions";
import { positions } from "@holdfast/cqrs/subscriptions/contract";
import { afterEach, beforeEach, expect, test } from "vitest";

import { postgresEventStore, postgresSubscriptions } from "../src/event-store/index.ts";
import type { Transaction } from "../src/index.ts";
import { type BackupStage, contentOf, openBackupStage } from "./backup-stage.ts";
import { clock, said, saying } from "./backup-words.ts";

let source: BackupStage;
let target: BackupStage;
beforeEach(async () => {
  [source, target] = [await openBackupStage(), await openBackupStage("missing")];
});
afterEach(async () => {
  await target[Symbol.asyncDispose]();
  await source[Symbol.asyncDispose]();
});

function storeOf(stage: BackupStage) {
  return postgresEventStore({ database: stage.admin, schema: "ledger" });
}

function subscriptionsOf(stage: BackupStage) {
  return postgresSubscriptions({ database: stage.admin, schema: "ledger" });
}

/** Backs up and restores into the target, while something goes on. */
async function restored(name = "whole") {
  await source.backUp(name);
  return target.restore(join(source.folder, name));
}

test("a backup under load is a prefix of the log, and everything in it fits", async () => {
  await using store = storeOf(source);
  const stop = new AbortController();
  const appending = Array.from({ length: 8 }, async (_, caller) => {
    for (let count = 0; !stop.signal.aborted; count += 1) {
      await store.append(saying(`log-${caller}`, `${caller}-${count}`, "one", "two"));
    }
  });
  await said(store, "log-0", "begun");
  await source.backUp("loaded");
  const { log } = await target.restore(join(source.folder, "loaded"));
  stop.abort();
  await Promise.all(appending);

  const head = BigInt(log?.head ?? 0);
  expect(head).toBeGreaterThan(0n);
  const text = `select count(*)::int8 as events, max(position) as head from ledger.events`;
  const [grown] = (await source.admin.query<{ head: bigint }>({ text })).rows;
  expect(grown?.head).toBeGreaterThan(head);
  expect((await target.admin.query({ text })).rows).toEqual([{ events: head, head }]);
  const events = `select row(e.*)::text as row from ledger.events e where position <= ${head} order by position`;
  expect((await target.admin.query({ text: events })).rows).toEqual(
    (await source.admin.query({ text: events })).rows,
  );
  const { rows } = await target.admin.query({
    text: `select (select sum(size)::int8 from ledger.commands) as size,
      (select max(position) from ledger.commands) as last,
      (select sum(version)::int8 from ledger.streams) as versions,
      (select position from ledger.log_head) as head`,
  });
  expect(rows).toEqual([{ size: head, last: head, versions: head, head }]);
});

test("a repeated command answers as before, and the log goes on without a gap", async () => {
  await using before = storeOf(source);
  const command = saying("account-1", "open", "opened");
  const first = await before.append(command);
  await said(before, "account-1", "more");
  await restored();
  await using after = storeOf(target);
  expect(await after.append(command)).toEqual({ ...first, status: "duplicate" });
  expect(await after.append(saying("account-1", "open", "otherwise"))).toMatchObject({
    code: "command_mismatch",
  });
  const next = { ...saying("account-1", "next", "closed"), expect: exactly(2) };
  expect(await after.append(next)).toMatchObject({ status: "ok", version: 3, lastPosition: 3n });
});

const NOTING = { name: "noting", revision: 1 };

/** Notes each position once; the table refuses a second time. */
const noting = {
  ...NOTING,
  async eachBatch(events: readonly { readonly position: bigint }[], tx: Transaction) {
    const values = [events.map(({ position }) => position)];
    const text = "insert into ledger.noted (model, position) select 'noting', unnest($1::int8[])";
    await tx.query({ text, values });
  },
};

test("a subscription goes on where it was, and its former owner is fenced off", async () => {
  await using before = storeOf(source);
  await said(before, "log-1", "a", "b", "c");
  const store = subscriptionsOf(source);
  await running(source, 3n);
  await said(before, "log-1", "d", "e");
  const claim = { owner: "former", leaseMs: 3_600_000, startAfter: 0n };
  const held = await store.claim(NOTING, claim);
  expect(held).toMatchObject({ state: "mine", position: 3n });
  await restored();

  const leases = "select owner, lease_until = '-infinity' as free, epoch from ledger.subscriptions";
  const epoch = held.state === "mine" ? held.epoch : 0n;
  expect((await target.admin.query({ text: leases })).rows).toEqual([
    { owner: null, free: true, epoch: epoch + 1n },
  ]);
  const step = { ...NOTING, epoch, from: 3n, to: 5n, leaseMs: 1_000 };
  const late = subscriptionsOf(target).advance(step, async () => undefined);
  await expect(late).rejects.toMatchObject({ code: "subscription_lost" });
  await running(target, 5n);
  const { rows } = await target.admin.query<{ position: bigint }>({
    text: "select position from ledger.noted order by came",
  });
  expect(rows.map(({ position }) => position)).toEqual(positions(0n, 5n));
  // Nothing else is another than it was.
  const ours = new Set(["subscriptions", "noted", "noted_came_seq"]);
  const rest = ([name]: readonly [string, unknown]) => !ours.has(name);
  const [then, now] = [await contentOf(source.admin), await contentOf(target.admin)];
  expect(Object.entries(now).filter(rest)).toEqual(Object.entries(then).filter(rest));
});

/** Runs the subscription until it is that far. */
async function running(stage: BackupStage, position: bigint): Promise<void> {
  const store = subscriptionsOf(stage);
  const stop = new AbortController();
  const ended = runSubscription(noting, { ...clock, store, owner: "run", signal: stop.signal });
  expect(await waitFor(NOTING, position, { ...clock, store, timeoutMs: 20_000 })).toBe(true);
  stop.abort();
  await ended;
}

test("a read model outside that is newer than the restored log stops loudly", async () => {
  await using before = storeOf(source);
  await said(before, "log-1", "a", "b", "c");
  await restored();
  await said(before, "log-1", "d", "e");
  // It lives elsewhere, has its own checkpoint, and has seen what the restored log does not have.
  const model = { handled: 5n, events: 5 };
  const beyond = Promise.withResolvers<unknown>();
  const outside = { name: "outside", revision: 1 };
  const store = subscriptionsOf(target);
  const stop = new AbortController();
  const ended = runSubscription(
    {
      ...outside,
      startAfter: model.handled,
      async deliver(events) {
        model.events += events.length;
      },
    },
    { ...clock, store, owner: "run", signal: stop.signal, onError: beyond.resolve },
  );
  expect(await beyond.promise).toMatchObject({ code: "checkpoint_beyond_log" });
  while ((await store.status(outside))?.state !== "stopped") continue;
  stop.abort();
  await ended;
  expect(await store.status(outside)).toMatchObject({
    lastError: expect.stringContaining("has handled the log up to 5, which ends at 3"),
  });
  // It does not wait for the log to grow over the gap, nor is it silently begun anew.
  await using after = storeOf(target);
  await said(after, "log-1", "other d", "other e", "f");
  expect(await store.claim(outside, { owner: "again", leaseMs: 1_000, startAfter: 0n })).toEqual({
    state: "stopped",
  });
  expect(model.events).toBe(5);
});
