import { describe, expect, it } from "vitest";

import type { AccountCommand, AccountEvent } from "../../examples/bank-account.ts";
import {
  deposit,
  handling,
  history,
  memory,
  message,
  open,
  tenant,
  watched,
  withdraw,
} from "../../test/account-handling.ts";
import type { Decider, Tagged } from "../decider.ts";
import { handleCommands } from "./handle-commands.ts";
import type { HandlingObserver } from "./handling-observer.ts";

describe("handling a command", () => {
  it("appends what the decider lets happen, and answers where it stands", async () => {
    const store = memory();
    const { handle } = handling(store);
    expect(await handle(message(open, "account-1"))).toEqual({
      status: "accepted",
      duplicate: false,
      events: [{ type: "AccountOpened", owner: "Ann" }],
      version: 1,
      position: 1n,
      answer: null,
    });
    await handle({ ...message(deposit(5n), "account-1", "d-1"), meta: { actor: "ann" } });
    const [, stored] = await store.readStream({ tenant, streamId: "account-1", max: 5 });
    expect(stored).toMatchObject({
      schemaVersion: 2,
      event: { type: "MoneyDeposited", cents: 5n },
      meta: { actor: "ann", commandId: "d-1", causationId: "d-1", correlationId: "d-1" },
    });
  });

  it("handles one command after another on the same state (S4: the version stood still)", async () => {
    const { store, asked } = watched();
    const { handle } = handling(store);
    for (const command of [open, deposit(5n), withdraw(3n), withdraw(2n)]) {
      expect(await handle(message(command, "account-1"))).toMatchObject({ status: "accepted" });
    }
    // Loaded once; the cache is proven by the version that each append expects.
    expect(asked).toEqual(["load after 0", "append 1", "append 1", "append 1", "append 1"]);
  });

  it("forgets the states of another generation, what was under way then included", async () => {
    let generation = 1;
    const { store, asked } = watched();
    const { handle } = handling(
      {
        ...store,
        async append(request) {
          if (request.commands[0]?.commandId === "meanwhile") {
            generation = 3;
            await handle(message(deposit(1n), "account-2"));
          }
          return store.append(request);
        },
      },
      { generation: () => generation },
    );
    await handle(message(open, "account-1"));
    await handle(message(open, "account-2"));
    generation = 2;
    await handle(message(deposit(1n), "account-1"));
    await handle(message(deposit(1n), "account-1", "meanwhile"));
    await handle(message(deposit(1n), "account-1"));
    await handle(message(deposit(1n), "account-2"));
    expect(asked.filter((each) => each.startsWith("load"))).toHaveLength(5);
  });

  it("stores nothing of a refusal", async () => {
    const store = memory();
    const { handle } = handling(store);
    expect(await handle(message(deposit(1n), "account-1"))).toMatchObject({ code: "not_open" });
    expect(await history(store, "account-1")).toEqual([]);
  });

  it("a store whose reader fails has not failed the append (S3: publishing was part of storing)", async () => {
    const store = memory();
    const { handle } = handling({
      ...store,
      readLog: () => Promise.reject(new RangeError("down")),
    });
    expect(await handle(message(open, "account-1"))).toMatchObject({ status: "accepted" });
    expect(await history(store, "account-1")).toHaveLength(1);
  });

  it("a history with an event the decider does not know is not half understood (S5, S6)", async () => {
    const store = memory();
    const commands = [{ commandId: "c", events: [{ type: "AccountFrozen" }] }];
    await store.append({ tenant, streamId: "account-1", expect: "any", commands });
    const { handle } = handling(store);
    await expect(handle(message(open, "account-1"))).rejects.toMatchObject({
      code: "unknown_event",
      type: "AccountFrozen",
    });
  });

  it("a command that lets nothing happen is accepted, and remembered (S7)", async () => {
    const quiet: Decider<Tagged, number, Tagged> = {
      initialState: () => 0,
      decide: () => [],
      evolve: (state) => state,
    };
    const store = memory();
    const { handle } = handleCommands(quiet, {
      store,
      context: () => undefined,
      random: () => 0,
      sleep: async () => undefined,
      schemaVersions: {},
    });
    const command = { tenant, streamId: "a-1", commandId: "c", command: { type: "Nod" } };
    const nothing = { status: "accepted", duplicate: false, events: [], version: 0 };
    expect(await handle(command)).toMatchObject(nothing);
    expect(await handle(command)).toMatchObject({ ...nothing, duplicate: true });
  });

  it("a mistake in the decider reaches its caller, and its neighbours go on", async () => {
    const store = memory();
    const { handle } = handling(store, {
      context: ({ commandId }) => {
        if (commandId === "bad") throw new RangeError("a bug");
      },
    });
    await handle(message(open, "account-1"));
    const outcomes = await Promise.allSettled([
      handle(message(deposit(1n), "account-1")),
      handle(message(deposit(2n), "account-1", "bad")),
      handle(message(deposit(3n), "account-1")),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await history(store, "account-1")).toMatchObject([{}, { cents: 1n }, { cents: 3n }]);
  });

  it("a command that is no JSON is refused with the place", async () => {
    const { handle } = handling(memory());
    const bad: AccountCommand = { type: "OpenAccount", owner: "\ud800" };
    expect(await handle(message(bad, "account-1"))).toMatchObject({
      code: "invalid",
      data: { path: "command.owner" },
      sentence: "command.owner holds a lone surrogate: correct it",
    });
  });

  it("what a command throws while it is read is no refusal", async () => {
    const { handle } = handling(memory());
    const broken: AccountCommand = {
      type: "OpenAccount",
      get owner(): string {
        throw new RangeError("no owner");
      },
    };
    await expect(handle(message(broken, "account-1"))).rejects.toThrow(new RangeError("no owner"));
  });

  it("a store that answers too little is not believed", async () => {
    const store = memory();
    const { handle } = handling({
      ...store,
      append: async (request) => ({ ...(await store.append(request)), answers: [] }),
    });
    await expect(handle(message(open, "account-1"))).rejects.toThrow(
      "the store answered fewer commands than it was given",
    );
  });

  it("streams of one moment are not mixed up, nor tenants that name theirs alike", async () => {
    const { store, asked } = watched();
    const { handle } = handling(store);
    const other = "11111111-1111-4111-8111-111111111111";
    const places = [
      { tenant, streamId: "account-1", cents: 10n },
      { tenant, streamId: "account-2", cents: 20n },
      { tenant: other, streamId: "account-1", cents: 30n },
    ];
    const each = (commandOf: (cents: bigint) => AccountCommand) =>
      Promise.all(
        places.map(({ cents, ...place }) =>
          handle({ ...message(commandOf(cents), place.streamId), ...place }),
        ),
      );
    await each(() => open);
    await each(deposit);
    const short = { code: "insufficient_funds", data: { short: 1n } };
    expect(await each((cents) => withdraw(cents + 1n))).toMatchObject([short, short, short]);
    expect(await each(withdraw)).toMatchObject([{ version: 3 }, { version: 3 }, { version: 3 }]);
    // Each state in memory was that of its own stream: no append met a conflict.
    expect(asked.filter((call) => call.startsWith("append"))).toHaveLength(9);
  });

  it("an observer is told of each decision, how long it took, and of each conflict", async () => {
    const store = memory();
    let nowMs = 1_000;
    const told: unknown[] = [];
    const observer: HandlingObserver = {
      nowMs: () => nowMs,
      onDecided: (commandType, tookMs) => void told.push([commandType, tookMs]),
      onConflict: (streamId) => void told.push(streamId),
    };
    const context = (): undefined => void (nowMs += 5);
    const { handle } = handling(store, { observer, context });
    await handle(message(open, "account-1"));
    await handling(store).handle(message(deposit(1n), "account-1"));
    await handle(message(deposit(2n), "account-1"));
    expect(told).toEqual([["OpenAccount", 5], ["Deposit", 5], "account-1", ["Deposit", 5]]);
  });
});

describe("a command that comes again", () => {
  it("gets the stored answer, although it would be refused by now", async () => {
    const store = memory();
    const answer = (events: readonly AccountEvent[]) => ({ status: 201, events: events.length });
    const first = handling(store, { answer });
    const command = message(open, "account-1", "open");
    const accepted = await first.handle(command);
    expect(accepted).toMatchObject({ duplicate: false, answer: { status: 201, events: 1 } });
    await first.handle(message(deposit(1n), "account-1"));
    const again = { ...accepted, duplicate: true, events: [] };
    expect(await first.handle(command)).toEqual(again);
    expect(await handling(store).handle(command)).toEqual(again);
    expect(await history(store, "account-1")).toHaveLength(2);
  });

  it("costs no more than the append that tells it", async () => {
    const { store, asked } = watched();
    const { handle } = handling(store);
    await handle(message(open, "account-1"));
    const again = message(deposit(1n), "account-1", "again");
    await handle(again);
    expect(await handle(again)).toMatchObject({ duplicate: true, version: 2 });
    expect(asked).toEqual(["load after 0", "append 1", "append 1", "append 1"]);
  });

  it("says something else under the same id, and is refused", async () => {
    const { handle } = handling(memory());
    await handle(message(open, "account-1", "c"));
    expect(await handle(message(deposit(1n), "account-1", "c"))).toMatchObject({
      code: "command_mismatch",
    });
    expect(await handle(message(open, "account-2", "c"))).toMatchObject({
      code: "command_mismatch",
    });
    expect(await handle(message(open, "account-1"))).toMatchObject({ code: "already_open" });
  });

  it("comes twice at once, and happens once", async () => {
    const store = memory();
    const { handle } = handling(store);
    await handle(message(open, "account-1"));
    const twice = [1, 2, 3].map(() => handle(message(deposit(5n), "account-1", "same")));
    const outcomes = await Promise.all(twice);
    expect(outcomes).toMatchObject([{ version: 2 }, { version: 2 }, { version: 2 }]);
    expect(await history(store, "account-1")).toHaveLength(2);
  });

  it("stands among new ones, and harms none of them", async () => {
    const store = memory();
    const old = message(deposit(5n), "account-1", "old");
    const { handle } = handling(store);
    await handle(message(open, "account-1"));
    await handle(old);
    const outcomes = await Promise.all([
      handle(message(deposit(1n), "account-1")),
      handle(old),
      handle(message(withdraw(6n), "account-1")),
    ]);
    expect(outcomes).toMatchObject([
      { duplicate: false, version: 3 },
      { duplicate: true, version: 2 },
      { duplicate: false, version: 4 },
    ]);
  });
});
