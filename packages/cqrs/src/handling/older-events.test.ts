import { expect, it } from "vitest";

import {
  deposit,
  handling,
  memory,
  message,
  open,
  tenant,
  withdraw,
} from "../../test/account-handling.ts";

const streamId = "account-1";

/** An account of the time when deposits were JSON numbers. */
async function oldAccount() {
  const store = memory();
  await handling(store).handle(message(open, streamId));
  const events = [
    { type: "MoneyDeposited", cents: 9_007_199_254_740_991 },
    { type: "MoneyDeposited", cents: 1 },
  ];
  const commands = [{ commandId: "old", events, schemaVersions: { MoneyDeposited: 1 } }];
  await store.append({ tenant, streamId, expect: "present", commands });
  return store;
}

it("a state is made of events of all versions, each brought to the present one", async () => {
  const store = await oldAccount();
  const { handle } = handling(store);
  await handle(message(deposit(1n), streamId));
  const all = 9_007_199_254_740_993n;
  expect(await handle(message(withdraw(all + 1n), streamId))).toMatchObject({
    data: { short: 1n },
  });
  expect(await handle(message(withdraw(all), streamId))).toMatchObject({ status: "accepted" });
});

it("the log stays as it was written, each event in its own schema version (Emmett 0.42 always writes 1)", async () => {
  const store = await oldAccount();
  await handling(store).handle(message(deposit(1n), streamId));
  const stored = await store.readStream({ tenant, streamId, max: 10 });
  expect(stored.map(({ schemaVersion }) => schemaVersion)).toEqual([1, 1, 1, 2]);
  expect(stored[1]?.event).toEqual({ type: "MoneyDeposited", cents: 9_007_199_254_740_991 });
});

it("an upcaster that breaks fails the command, not the process, and the next one tries anew", async () => {
  const store = await oldAccount();
  let isBroken = true;
  const { handle } = handling(store, {
    upcast: (event) => {
      if (isBroken) throw new RangeError("broken");
      return { ...event, cents: 1n };
    },
  });
  await expect(handle(message(deposit(1n), streamId))).rejects.toThrow("broken");
  isBroken = false;
  expect(await handle(message(withdraw(2n), streamId))).toMatchObject({ status: "accepted" });
});

it("an event of a newer release is not guessed at", async () => {
  const store = memory();
  const events = [{ type: "AccountOpened", owner: "Ann", currency: "EUR" }];
  const commands = [{ commandId: "new", events, schemaVersions: { AccountOpened: 2 } }];
  await store.append({ tenant, streamId, expect: "absent", commands });
  await expect(handling(store).handle(message(open, streamId))).rejects.toMatchObject({
    code: "unknown_event",
    schemaVersion: 2,
  });
});
