import type { StoredEvent } from "@holdfast/cqrs/event-store";
import { reached, running, say } from "@holdfast/cqrs/subscriptions/contract";
import { afterAll, beforeAll, expect, test } from "vitest";

import { postgresSubscriptions } from "../src/event-store/index.ts";
import type { Transaction } from "../src/index.ts";
import { openSubscriptionStage, type PostgresSubscriptionStage } from "./subscription-stage.ts";

let stage: PostgresSubscriptionStage;
beforeAll(async () => {
  stage = await openSubscriptionStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

/** Counts words, each revision in a table of its own. */
function counting(revision: 1 | 2) {
  return {
    name: "words",
    revision,
    async eachBatch(events: readonly StoredEvent[], tx: Transaction): Promise<void> {
      const words = events.map(({ event }) => ("word" in event ? String(event.word) : ""));
      const text = `insert into ledger.words_v${revision} as w
        select word, count(*) from unnest($1::text[]) as word group by word order by word
        on conflict (word) do update set count = w.count + excluded.count`;
      await tx.query({ text, values: [words] });
    },
  };
}

/** What a reader of the view sees, as a sum of words. */
async function seen(): Promise<bigint> {
  const { rows } = await stage.system.query<{ sum: bigint }>({
    text: "select coalesce(sum(count), 0)::int8 as sum from ledger.words",
  });
  return rows[0]?.sum ?? 0n;
}

test("a rebuild beside appends loses nothing, and no reader sees a half-built model (Marten#3690)", async () => {
  const { events } = stage.contract;
  const words = Array.from({ length: 500 }, (_, at) => `word-${at % 7}`);
  for (let step = 0; step < 4; step += 1) await say(events, "log-1", ...words);
  const stop = new AbortController();
  let head = 0n;
  const appending = (async () => {
    while (!stop.signal.aborted) head = await say(events, "log-1", "word-1", "word-2");
  })();
  await using older = running(stage.contract, counting(1));
  await reached(stage.contract, { name: "words", revision: 1 }, 2_000n);

  const sums: bigint[] = [];
  const reading = (async () => {
    while (!stop.signal.aborted) sums.push(await seen());
  })();
  await using _newer = running(stage.contract, counting(2), { batchMax: 100, catchUpMax: 100 });
  await reached(stage.contract, { name: "words", revision: 2 }, 2_000n);
  // The view belongs to the owner, and so does the switch.
  const owner = postgresSubscriptions({ database: stage.admin, schema: "ledger" });
  const switched = await owner.switchRevision({ name: "words", from: 1, to: 2 }, async (tx) => {
    const text =
      "create or replace view ledger.words with (security_invoker = true) as select word, count from ledger.words_v2";
    await tx.query({ text });
  });
  expect(switched).toBe("switched");
  await older.ended;
  const before = sums.length;
  while (sums.length < before + 20) await seen();
  stop.abort();
  await Promise.all([appending, reading]);

  await reached(stage.contract, { name: "words", revision: 2 }, head);
  // Never less than before, and so never a part of the model only.
  expect(sums).toEqual(sums.toSorted((a, b) => Number(a - b)));
  expect(sums[0]).toBeGreaterThanOrEqual(2_000n);
  expect(await seen()).toBe(head);
  const { rows } = await stage.admin.query({
    text: `select (select jsonb_agg(w order by word) from ledger.words w) = (
        select jsonb_agg(jsonb_build_object('word', word, 'count', count) order by word) from (
          select data ->> 'word' as word, count(*) from ledger.events group by 1) as e) as same`,
  });
  expect(rows).toEqual([{ same: true }]);
});
