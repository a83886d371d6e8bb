import { setImmediate as nothingToDo } from "node:timers/promises";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { accountEvents } from "../../examples/account-events.ts";
import { bankAccount } from "../../examples/bank-account.ts";
import {
  deposit,
  handling,
  history,
  isAccountEvent,
  memory,
  message,
  open,
  tenant,
  watched,
  withdraw,
} from "../../test/account-handling.ts";
import type { EventStore } from "../event-store/event-store.ts";
import { fold } from "../fold.ts";
import { handleCommands } from "./handle-commands.ts";

describe("writers that meet", () => {
  it("commands of one moment are decided one after another, in one append", async () => {
    const { store, asked } = watched();
    const { handle } = handling(store);
    await handle(message(open, "account-1"));
    await handle(message(deposit(10n), "account-1"));
    asked.length = 0;
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, () => handle(message(withdraw(1n), "account-1"))),
    );
    expect(outcomes.filter((each) => "status" in each)).toHaveLength(10);
    expect(outcomes.slice(10)).toMatchObject([
      { code: "insufficient_funds", data: { short: 1n } },
      { code: "insufficient_funds", data: { short: 1n } },
    ]);
    // What was refused is looked up once; the state it was refused on is proven by the append.
    expect(asked).toEqual(["find 2", "append 10"]);
    expect(await history(store, "account-1")).toHaveLength(12);
  });

  it("commands that come while an append is under way wait for it, and then go together", async () => {
    const { store, asked } = watched();
    const underWay = Promise.withResolvers<void>();
    const isAsked = Promise.withResolvers<void>();
    const { handle } = handling({
      ...store,
      async append(request) {
        const outcome = store.append(request);
        isAsked.resolve();
        await underWay.promise;
        return outcome;
      },
    });
    const first = handle(message(open, "account-1"));
    await isAsked.promise;
    const later = [1n, 2n].map((cents) => handle(message(deposit(cents), "account-1")));
    await nothingToDo();
    expect(asked).toEqual(["load after 0", "append 1"]);
    underWay.resolve();
    expect(await Promise.all([first, ...later])).toMatchObject([
      { version: 1 },
      { version: 2 },
      { version: 3 },
    ]);
    expect(asked).toEqual(["load after 0", "append 1", "append 2"]);
  });

  it("a conflict is decided again on the new state, never repeated blindly", async () => {
    const store = memory();
    const [here, there] = [handling(store), handling(store)];
    await here.handle(message(open, "account-1"));
    await here.handle(message(deposit(5n), "account-1"));
    await there.handle(message(withdraw(5n), "account-1"));
    // This process still believes in the 5 cents.
    expect(await here.handle(message(withdraw(5n), "account-1"))).toMatchObject({
      code: "insufficient_funds",
      data: { short: 5n },
    });
  });

  it("a refusal never comes from an old state", async () => {
    const store = memory();
    const [here, there] = [handling(store), handling(store)];
    await here.handle(message(open, "account-1"));
    await there.handle(message(deposit(5n), "account-1"));
    // This process has not seen the deposit, and would refuse.
    expect(await here.handle(message(withdraw(5n), "account-1"))).toMatchObject({
      status: "accepted",
      version: 3,
    });
  });

  it("a command that another process accepts meanwhile is answered, not refused", async () => {
    const store = memory();
    const there = handling(store);
    let isLate = false;
    const here = handling({
      ...store,
      async loadStream(stream) {
        if (isLate) {
          isLate = false;
          await there.handle(message(deposit(5n), "account-1"));
          await there.handle(message(withdraw(5n), "account-1", "same"));
        }
        return store.loadStream(stream);
      },
    });
    await here.handle(message(open, "account-1"));
    isLate = true;
    // Refused on the state in memory, and again on the new one, which is what the command itself led to.
    expect(await here.handle(message(withdraw(5n), "account-1", "same"))).toMatchObject({
      duplicate: true,
      version: 3,
    });
  });

  it("a command that another process accepts after it was looked up is looked up again", async () => {
    const store = memory();
    const there = handling(store);
    const twice = message(withdraw(10n), "account-1", "same");
    let isLate = false;
    const here = handling({
      ...store,
      async append(request) {
        if (isLate) {
          isLate = false;
          await there.handle(message(deposit(5n), "account-1"));
          await there.handle(twice);
        }
        return store.append(request);
      },
    });
    await here.handle(message(open, "account-1"));
    await here.handle(message(deposit(5n), "account-1"));
    isLate = true;
    // Refused and unknown at first; then the append meets a conflict, and what is loaded is what the command led to.
    const outcomes = [here.handle(twice), here.handle(message(deposit(1n), "account-1"))];
    expect(await Promise.all(outcomes)).toMatchObject([
      { duplicate: true, version: 4 },
      { duplicate: false, version: 5 },
    ]);
  });

  it("refusals of one moment are looked up together, and once", async () => {
    const { store, asked } = watched();
    const { handle } = handling(store);
    await handle(message(open, "account-1"));
    await handle(message(deposit(5n), "account-1"));
    const past = message(withdraw(5n), "account-1", "past");
    await handle(past);
    asked.length = 0;
    const others = [1n, 2n].map((cents) => message(withdraw(cents), "account-1"));
    expect(await Promise.all([past, ...others].map(handle))).toMatchObject([
      { duplicate: true, version: 3 },
      { code: "insufficient_funds", data: { short: 1n } },
      { code: "insufficient_funds", data: { short: 2n } },
    ]);
    expect(asked).toEqual(["load after 3", "find 3"]);
  });

  it("gives up after five conflicts with the sixth, and has rested with full jitter between", async () => {
    const store = memory();
    const rests: number[] = [];
    let appends = 0;
    const busy: EventStore = {
      ...store,
      async append(request) {
        appends += 1;
        const commands = [{ commandId: `other-${appends}`, events: [{ type: "AccountOpened" }] }];
        await store.append({ ...request, expect: "any", commands });
        return store.append(request);
      },
    };
    const draws = [0, 0.25, 0.5, 0.75, 0.999];
    const { handle } = handleCommands(
      { ...bankAccount, decide: () => [{ type: "AccountOpened", owner: "Ann" } as const] },
      {
        store: busy,
        context: () => undefined,
        random: () => draws[rests.length] ?? 0,
        sleep: async (ms) => rests.push(ms),
        ...accountEvents,
      },
    );
    expect(await handle(message(open, "account-1"))).toMatchObject({
      code: "version_conflict",
      data: { expected: 5, actual: 6 },
    });
    expect(appends).toBe(6);
    expect(rests).toEqual([1, 13.25, 25.5, 37.75, expect.closeTo(49.95)]);
    // The next command starts afresh.
    expect(await handle(message(open, "account-1"))).toMatchObject({ code: "version_conflict" });
  });

  it("a store that fails fails those who wait, and the next command loads anew", async () => {
    const { store, asked } = watched();
    let isDown = true;
    const failing: EventStore = {
      ...store,
      append: (request) =>
        isDown ? Promise.reject(new RangeError("down")) : store.append(request),
    };
    const { handle } = handling(failing);
    const outcomes = await Promise.allSettled([
      handle(message(open, "account-1")),
      handle(message(deposit(1n), "account-1")),
    ]);
    expect(outcomes).toMatchObject([
      { reason: { message: "down" } },
      { reason: { message: "down" } },
    ]);
    isDown = false;
    expect(await handle(message(open, "account-1"))).toMatchObject({ version: 1 });
    expect(asked.filter((each) => each.startsWith("load"))).toHaveLength(2);
  });

  it("a closed stream answers as such", async () => {
    const store = memory();
    const { handle } = handling(store);
    const commands = [{ commandId: "c", events: [{ type: "AccountOpened", owner: "Ann" }] }];
    await store.append({ tenant, streamId: "account-1", expect: "any", closes: true, commands });
    expect(await handle(message(deposit(1n), "account-1"))).toMatchObject({
      code: "stream_closed",
    });
  });

  it("without a cache every command loads its stream", async () => {
    const { store, asked } = watched();
    const { handle } = handling(store, { cacheSize: 0 });
    await handle(message(open, "account-1"));
    await handle(message(deposit(1n), "account-1"));
    expect(asked.filter((each) => each === "load after 0")).toHaveLength(2);
  });

  it("the cache keeps the streams used last", async () => {
    const { store, asked } = watched();
    const { handle } = handling(store, { cacheSize: 2 });
    for (const id of ["1", "2", "1", "3", "1", "2"]) {
      await handle(message({ type: "OpenAccount", owner: id }, `account-${id}`, id));
    }
    // Opening again is a duplicate; of 2 nothing is known any more when it comes again.
    expect(asked.filter((each) => each === "load after 0")).toHaveLength(4);
  });

  it("what many do to one account comes out as if they had queued, whoever they are", async () => {
    const amount = fc.integer({ min: -20, max: 20 });
    await fc.assert(
      fc.asyncProperty(fc.array(amount, { maxLength: 40 }), async (amounts) => {
        const store = memory();
        const [one, two] = [handling(store), handling(store)];
        await one.handle(message(open, "account-1"));
        const outcomes = await Promise.all(
          amounts.map((cents, at) => {
            const command = cents < 0 ? withdraw(BigInt(-cents)) : deposit(BigInt(cents));
            return (at % 2 === 0 ? one : two).handle(message(command, "account-1"));
          }),
        );
        const events = await history(store, "account-1");
        const accepted = outcomes.filter((each) => "status" in each);
        expect(events).toHaveLength(accepted.length + 1);
        const cents = amounts.filter((_, at) => "status" in (outcomes[at] ?? {}));
        const state = fold(bankAccount, events.filter(isAccountEvent));
        expect(state.cents).toBe(BigInt(cents.reduce((sum, each) => sum + each, 0)));
        expect(state.cents).toBeGreaterThanOrEqual(0n);
      }),
      { numRuns: 50 },
    );
  });
});
