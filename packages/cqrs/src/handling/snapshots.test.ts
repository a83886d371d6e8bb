import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { accountEvents } from "../../examples/account-events.ts";
import { bankAccount } from "../../examples/bank-account.ts";
import {
  deposit,
  handling,
  memory,
  message,
  open,
  tenant,
  watched,
  withdraw,
} from "../../test/account-handling.ts";
import type { EventStore, Snapshot } from "../event-store/event-store.ts";
import { handleCommands } from "./handle-commands.ts";
import type { SnapshotOptions } from "./snapshot-options.ts";

type Account = ReturnType<typeof bankAccount.initialState>;

const account: SnapshotOptions<Account> = { reducer: "account", version: 1, every: 10 };
const streamId = "account-1";
const FINGERPRINT = "1 AccountClosed:1 AccountOpened:1 MoneyDeposited:2 MoneyWithdrawn:1";

/** A store that notes snapshots; they are written when `settle` has returned. */
function keeping(store: EventStore = memory()) {
  const kept: Snapshot[] = [];
  const noting: EventStore = {
    ...store,
    async saveSnapshot(snapshot) {
      kept.push(snapshot);
      await store.saveSnapshot(snapshot);
    },
  };
  return { store: noting, kept };
}

/** Snapshots are written beside the commands, in some steps of the queue of promises. */
async function settle(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

async function openWith(store: EventStore, deposits: number, snapshots = account): Promise<void> {
  const { handle } = handling(store, { snapshots });
  await handle(message(open, streamId));
  for (let made = 0; made < deposits; made += 1) {
    await handle(message(deposit(1n), streamId));
    await settle();
  }
}

describe("snapshots", () => {
  it("are taken every so many events, after these are stored", async () => {
    const { store: seen, kept } = keeping();
    const { store, asked } = watched(seen);
    await openWith(store, 24);
    expect(asked.filter((each) => each.startsWith("load"))).toEqual(["load after 0"]);
    expect(kept).toMatchObject([
      { streamId, reducer: "account", version: 10, state: { status: "open", cents: 9n } },
      { streamId, reducer: "account", version: 20, state: { cents: 19n } },
    ]);
    expect(kept[0]?.fingerprint).toBe(FINGERPRINT);
  });

  it("are taken when a command of many events steps over the mark, and every 200 events if nothing is said", async () => {
    const { store, kept } = keeping();
    const { handleMany } = handling(store, { snapshots: { reducer: "account", version: 1 } });
    const deposits = Array.from({ length: 205 }, () => message(deposit(1n), streamId));
    await handleMany([message(open, streamId), ...deposits], "all_or_nothing");
    await settle();
    expect(kept).toMatchObject([{ version: 206 }]);
  });

  it("a load begins at the snapshot", async () => {
    const { store } = keeping();
    await openWith(store, 14);
    const { store: seen, asked } = watched(store);
    const { handle } = handling(seen, { snapshots: account });
    expect(await handle(message(withdraw(14n), streamId))).toMatchObject({ version: 16 });
    expect(asked).toEqual(["load after 0", "append 1"]);
    const { snapshot, events } = await store.loadStream({
      tenant,
      streamId,
      snapshot: { reducer: "account", fingerprint: FINGERPRINT },
    });
    expect([snapshot?.version, events.length]).toEqual([10, 6]);
  });

  it("a raised version passes over old snapshots, and a long load is followed by a new one", async () => {
    const { store, kept } = keeping();
    await openWith(store, 14);
    const zero = { ...bankAccount, evolve: (state: Account) => ({ ...state, cents: 0n }) };
    const changed = handleCommands(zero, {
      store,
      context: () => undefined,
      random: () => 0,
      sleep: async () => undefined,
      ...accountEvents,
      snapshots: { ...account, version: 2 },
    });
    // Had it begun at the snapshot, there would be money.
    expect(await changed.handle(message(withdraw(1n), streamId))).toMatchObject({
      code: "not_open",
    });
    await settle();
    expect(kept.map(({ version, fingerprint }) => [version, fingerprint.slice(0, 1)])).toEqual([
      [10, "1"],
      [15, "2"],
    ]);
  });

  it("those of one moment are all taken: of each stream, and of each tenant", async () => {
    const { store, kept } = keeping();
    const { handle } = handling(store, { snapshots: { ...account, every: 1 } });
    const other = "11111111-1111-4111-8111-111111111111";
    const places = [
      [tenant, "account-1"],
      [tenant, "account-2"],
      [other, "account-1"],
    ] as const;
    await Promise.all(places.map(([of, id]) => handle({ ...message(open, id), tenant: of })));
    await settle();
    expect(kept.map(({ tenant: of, streamId: id }) => [of, id])).toEqual(places);
  });

  it("a new schema version of an event passes over old snapshots as well", async () => {
    const { store, kept } = keeping();
    await openWith(store, 9);
    const schemaVersions = { ...accountEvents.schemaVersions, AccountClosed: 2 };
    const { handle } = handling(store, { snapshots: account, schemaVersions });
    await handle(message(deposit(1n), streamId));
    await settle();
    expect(new Set(kept.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });
});

describe("what goes wrong with snapshots", () => {
  it("never fails a command: neither saving nor a state that is no JSON", async () => {
    const errors: unknown[] = [];
    const onError = (error: unknown): void => void errors.push(error);
    const down = { ...memory(), saveSnapshot: () => Promise.reject(new RangeError("down")) };
    await openWith(down, 12, { ...account, onError });
    const encode = (): unknown => new Map();
    const codec = { encode, decode: () => bankAccount.initialState() };
    await openWith(memory(), 12, { ...account, onError, codec });
    expect(errors).toMatchObject([{ message: "down" }, { code: "invalid_value" }]);
  });

  it("nobody has to be told of it", async () => {
    const { store, kept } = keeping();
    const saving: EventStore = {
      ...store,
      async saveSnapshot(snapshot) {
        if (snapshot.version === 10) throw new RangeError("down");
        return store.saveSnapshot(snapshot);
      },
    };
    await openWith(saving, 24);
    // The one that failed does not hold up the next.
    expect(kept.map(({ version }) => version)).toEqual([20]);
    const decode = (): Account => {
      throw new RangeError("broken");
    };
    const codec = { encode: (state: Account) => state, decode };
    const { handle } = handling(store, { snapshots: { ...account, codec } });
    expect(await handle(message(deposit(1n), streamId))).toMatchObject({ status: "accepted" });
  });

  it("a snapshot that cannot be read is passed over, and the whole stream loaded", async () => {
    const errors: unknown[] = [];
    const onError = (error: unknown): void => void errors.push(error);
    const { store } = keeping();
    await openWith(store, 14);
    const decode = (): Account => {
      throw new RangeError("broken");
    };
    const codec = { encode: (state: Account) => state, decode };
    const { handle } = handling(store, { snapshots: { ...account, codec, onError } });
    expect(await handle(message(withdraw(14n), streamId))).toMatchObject({ version: 16 });
    expect(errors).toMatchObject([{ message: "broken" }]);
  });

  it("one save at a time, the newest state of a stream, and no more than 1,000 streams wait", async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const saved: [string, number][] = [];
    const slow: EventStore = {
      ...memory(),
      async saveSnapshot({ streamId: of, version }) {
        saved.push([of, version]);
        await promise;
      },
    };
    const { handle } = handling(slow, { snapshots: { ...account, every: 1 } });
    const ids = Array.from({ length: 1_003 }, (_, at) => `account-${at}`);
    for (const id of ids) await handle(message(open, id));
    await settle();
    for (const id of ids.slice(0, 3)) await handle(message(deposit(1n), id));
    expect(saved).toEqual([["account-0", 1]]);
    resolve(undefined);
    for (let steps = 0; steps < 20 && saved.length < 1_001; steps += 1) await settle();
    expect(saved.length).toBe(1_001);
    expect(saved.slice(0, 3)).toEqual([
      ["account-0", 1],
      ["account-1", 2],
      ["account-2", 2],
    ]);
  });
});

describe("the fold of a stream", () => {
  const amounts = fc.array(fc.bigInt({ min: -9n, max: 20n }), { minLength: 1, maxLength: 60 });

  it("is that of its snapshot and its tail, however often snapshots are taken", async () => {
    await fc.assert(
      fc.asyncProperty(amounts, fc.integer({ min: 1, max: 12 }), async (steps, every) => {
        const store = memory();
        const snapshots = { ...account, every };
        let cents = 0n;
        await handling(store, { snapshots }).handle(message(open, streamId));
        for (const [at, step] of steps.entries()) {
          // Every process forgets what it knew, so that each command loads the stream.
          const { handle } = handling(store, { snapshots, cacheSize: at % 3 });
          const command = step < 0n ? withdraw(-step) : deposit(step);
          const outcome = await handle(message(command, streamId));
          const isEnough = cents + step >= 0n;
          const short = { data: { short: -step - cents } };
          expect(outcome).toMatchObject(isEnough ? { status: "accepted" } : short);
          if (isEnough) cents += step;
          await settle();
        }
        const { handle } = handling(store, { snapshots });
        const last = await handle(message(withdraw(cents + 1n), streamId));
        expect(last).toMatchObject({ code: "insufficient_funds", data: { short: 1n } });
      }),
      { numRuns: 30 },
    );
  });
});
