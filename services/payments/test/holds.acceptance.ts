import { randomUUID } from "node:crypto";

import { openDatabase } from "@holdfast/postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { accountHistory } from "../src/adapters/postgres/account-history.ts";
import { dueHolds } from "../src/adapters/postgres/due-holds.ts";
import type { Due } from "../src/application/due.ts";
import { expireHolds } from "../src/application/expire-holds.ts";
import type { LedgerDoor } from "../src/application/ledger-request.ts";
import { namedUuid } from "../src/application/named-uuid.ts";
import { sweep } from "../src/application/sweep.ts";
import { SCHEMA } from "../src/schema.ts";
import { type LedgerStage, moving, openLedgerStage, posting } from "./ledger-stage.ts";
import { twoAccounts } from "./two-accounts.ts";

const { signal } = new AbortController();

let stage: LedgerStage;
const held = new AsyncDisposableStack();
let find: ReturnType<typeof dueHolds>;
beforeAll(async () => {
  stage = held.use(await openLedgerStage());
  const systemDatabase = held.use(
    openDatabase({ url: stage.systemUrl, applicationName: "test", max: 2 }),
  );
  const clockOffsetMs = () => stage.clock.offsetMs;
  find = dueHolds({ systemDatabase, schema: SCHEMA, clockOffsetMs });
});
afterAll(() => held.disposeAsync());
// What the test before has left is released, so that each begins with nothing due.
beforeEach(async () => {
  await swept();
});

/** One round; what was released and what was not, in the order in which it came. */
async function swept(door = stage.door) {
  const released: Due[] = [];
  const refused: string[] = [];
  await expireHolds(
    {
      find,
      door,
      pageMax: 3,
      onReleased: (hold) => released.push(hold),
      onRefused: (_hold, code) => refused.push(code),
    },
    signal,
  );
  return { released, refused };
}

async function holding(timeouts: readonly (number | undefined)[]) {
  const { tenant, bank, ann } = await twoAccounts(stage);
  const items = timeouts.map((timeoutSeconds) =>
    moving(bank, ann, {
      amount: 10n,
      isPending: true,
      ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    }),
  );
  for (const item of items) {
    await stage.door.execute({ tenant, commandId: randomUUID(), command: posting(item) });
  }
  const pending = async () => {
    const now = await accountHistory(stage.database, SCHEMA).balances(tenant, ann);
    return now?.counters.creditsPending;
  };
  return { tenant, ids: items.map(({ id }) => id), pending };
}

test("holds are released once their time is over, in that order, of every tenant, page by page", async () => {
  const one = await holding([50, 30, undefined, 40, 900]);
  const other = await holding([35, 45]);
  expect(await swept()).toEqual({ released: [], refused: [] });
  stage.clock.offsetMs += 60_000;
  const { released, refused } = await swept();
  expect(refused).toEqual([]);
  const due = [one.ids[1], other.ids[0], one.ids[3], other.ids[1], one.ids[0]];
  expect(new Set(released.map(({ id }) => id))).toEqual(new Set(due));
  expect(released).toHaveLength(due.length);
  expect(await find({ limit: 10 })).toEqual([]);
  expect([await one.pending(), await other.pending()]).toEqual([20n, 0n]);
});

test("they are found in the order of their time, after any of them", async () => {
  await holding([30, 10, 20]);
  stage.clock.offsetMs += 60_000;
  const all = await find({ limit: 10 });
  expect(all.map(({ expiresAt }) => expiresAt)).toEqual(
    all.map(({ expiresAt }) => expiresAt).toSorted(),
  );
  expect(all).toHaveLength(3);
  for (const [at, after] of all.entries()) {
    expect(await find({ after, limit: 10 })).toEqual(all.slice(at + 1));
  }
});

test("several may sweep at the same time: each hold is released once", async () => {
  const { ids, pending } = await holding(Array.from({ length: 8 }, () => 30));
  stage.clock.offsetMs += 60_000;
  const rounds = await Promise.all([swept(), swept(stage.openDoor()), swept(stage.openDoor())]);
  const released = rounds.flatMap((each) => each.released.map(({ id }) => id));
  expect(released).toHaveLength(ids.length);
  expect(new Set(released)).toEqual(new Set(ids));
  expect(await pending()).toBe(0n);
});

test("the transfer that releases a hold has an id of the hold's", async () => {
  const { tenant, ids } = await holding([30]);
  stage.clock.offsetMs += 60_000;
  await swept();
  const [id = ""] = ids;
  const { rows } = await stage.admin.query<{ resolved_by: string; resolution: string }>({
    text: `select resolved_by, resolution from ${SCHEMA}.transfer where tenant_id = $1 and id = $2`,
    values: [tenant, id],
  });
  expect(rows).toEqual([{ resolved_by: namedUuid(id, "expire"), resolution: "expired" }]);
});

test("what somebody else has ended meanwhile stays as it was ended", async () => {
  const { tenant, ids } = await holding([30]);
  const [hold = ""] = ids;
  stage.clock.offsetMs += 60_000;
  const [due] = await find({ limit: 1 });
  stage.clock.offsetMs -= 60_000;
  const item = { kind: "void_hold", id: randomUUID(), hold, reason: "test" } as const;
  await stage.door.execute({ tenant, commandId: randomUUID(), command: posting(item) });
  stage.clock.offsetMs += 60_000;
  const refused: string[] = [];
  await expireHolds(
    {
      find: async () => (due === undefined ? [] : [due]),
      door: stage.door,
      onReleased: () => undefined,
      onRefused: (_hold, code) => refused.push(code),
    },
    signal,
  );
  expect(refused).toEqual(["pending_transfer_already_voided"]);
});

test("a round that fails is left to the next one, and the last one ends with the signal", async () => {
  const { pending } = await holding([30]);
  stage.clock.offsetMs += 60_000;
  const over = new AbortController();
  const errors: unknown[] = [];
  let isFirst = true;
  const door: LedgerDoor = {
    execute: async (request) => {
      if (isFirst) {
        isFirst = false;
        throw new RangeError("the database is away");
      }
      return stage.door.execute(request);
    },
  };
  const told = { onReleased: () => over.abort(), onRefused: () => undefined };
  await sweep(
    {
      round: (until) => expireHolds({ find, door, ...told }, until),
      sleep: async () => undefined,
      onError: (error) => errors.push(error),
    },
    over.signal,
  );
  expect(errors).toHaveLength(1);
  expect(await pending()).toBe(0n);
});
