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
import type { Decider } from "../decider.ts";
import { exactly } from "../event-store/append-request.ts";
import { handleCommands } from "./handle-commands.ts";

describe("several commands of one caller", () => {
  const four = (ids: string) =>
    [open, deposit(5n), withdraw(9n), deposit(1n)].map((command, at) =>
      message(command, "account-1", `${ids}-${at}`),
    );

  it("all or nothing: one refusal refuses them all", async () => {
    const store = memory();
    const { handleMany } = handling(store);
    expect(await handleMany(four("a"), "all_or_nothing")).toMatchObject({
      accepted: [],
      refused: { at: 2, refusal: { code: "insufficient_funds", data: { short: 4n } } },
    });
    expect(await history(store, "account-1")).toEqual([]);
  });

  it("stop at the first refusal: those before it happen, in one append", async () => {
    const { store, asked } = watched();
    const { handleMany } = handling(store);
    const messages = four("a");
    const handled = await handleMany(messages, "stop_at_first_refusal");
    expect(handled).toMatchObject({
      accepted: [{ version: 1 }, { version: 2 }],
      refused: { at: 2, refusal: { code: "insufficient_funds" } },
    });
    expect(asked).toContain("append 2");
    expect(await history(store, "account-1")).toHaveLength(2);
  });

  it("sent again, each gets its answer, and what was refused is tried anew", async () => {
    const store = memory();
    const { handle, handleMany } = handling(store);
    const messages = four("a");
    await handleMany(messages, "stop_at_first_refusal");
    await handle(message(deposit(10n), "account-1"));
    const { accepted, refused } = await handleMany(messages, "stop_at_first_refusal");
    expect(accepted).toMatchObject([
      { duplicate: true, version: 1 },
      { duplicate: true, version: 2 },
      { duplicate: false, version: 4 },
      { duplicate: false, version: 5 },
    ]);
    expect(refused).toBeUndefined();
  });

  it("are of one stream", async () => {
    const { handleMany } = handling(memory());
    const messages = [message(open, "account-1"), message(open, "account-2")];
    expect(await handleMany(messages, "all_or_nothing")).toMatchObject({
      accepted: [],
      refused: { at: 1, refusal: { code: "invalid", data: { path: "streamId" } } },
    });
    const twice = [message(open, "account-1", "c"), message(open, "account-1", "c")];
    expect(await handleMany(twice, "all_or_nothing")).toMatchObject({
      refused: { at: 1, refusal: { code: "invalid", data: { path: "commandId" } } },
    });
    expect(await handleMany([], "all_or_nothing")).toEqual({ accepted: [] });
  });

  it("more than one append takes are several appends", async () => {
    const { store, asked } = watched();
    const { handle, handleMany } = handling(store);
    await handle(message(open, "account-1"));
    asked.length = 0;
    const block = (name: string) =>
      handleMany(
        Array.from({ length: 600 }, (_, at) => message(deposit(1n), "account-1", `${name}-${at}`)),
        "all_or_nothing",
      );
    const [first, second] = await Promise.all([block("a"), block("b")]);
    expect([first.accepted.at(-1)?.version, second.accepted.at(-1)?.version]).toEqual([601, 1201]);
    expect(asked).toEqual(["append 600", "append 600"]);
  });

  it("one that cannot be stored is told, and its neighbours happen", async () => {
    const store = memory();
    const sizes: Decider<
      AccountCommand,
      number,
      Extract<AccountEvent, { type: "AccountOpened" }>
    > = {
      initialState: () => 0,
      decide: (command) => [
        { type: "AccountOpened", owner: "owner" in command ? command.owner.repeat(1_100_000) : "" },
      ],
      evolve: (state) => state + 1,
    };
    const { handle } = handleCommands(sizes, {
      store,
      context: () => undefined,
      random: () => 0,
      sleep: async () => undefined,
      schemaVersions: { AccountOpened: 1 },
    });
    const outcomes = await Promise.all([
      handle(message(deposit(1n), "account-1")),
      handle(message(open, "account-1")),
      handle(message(deposit(2n), "account-1")),
    ]);
    expect(outcomes).toMatchObject([
      { version: 1 },
      { code: "too_large", data: { path: "events[0]", limit: 1_048_576 } },
      { version: 2 },
    ]);
    expect(
      await store.append({
        tenant,
        streamId: "account-1",
        expect: exactly(2),
        commands: [{ commandId: "x", events: [] }],
      }),
    ).toMatchObject({ status: "ok" });
  });
});
