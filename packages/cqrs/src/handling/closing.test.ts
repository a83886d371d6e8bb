import { describe, expect, it } from "vitest";

import { accountEvents } from "../../examples/account-events.ts";
import type { AccountCommand } from "../../examples/bank-account.ts";
import { bankAccount } from "../../examples/bank-account.ts";
import {
  deposit,
  handling,
  history,
  memory,
  message,
  open,
  tenant,
} from "../../test/account-handling.ts";
import { handleCommands } from "./handle-commands.ts";

const close: AccountCommand = { type: "CloseAccount" };

/** Closes an account like any other, and would go on paying in. */
const careless: typeof bankAccount = {
  ...bankAccount,
  decide: (command, state) =>
    command.type === "Deposit"
      ? [{ type: "MoneyDeposited", cents: command.cents }]
      : bankAccount.decide(command, state),
};

function carelessly(store: ReturnType<typeof memory>) {
  return handleCommands(careless, {
    store,
    context: () => undefined,
    random: () => 0,
    sleep: async () => undefined,
    ...accountEvents,
  });
}

describe("a state in which nothing can happen any more", () => {
  it("closes the stream, for whatever writes to it", async () => {
    const store = memory();
    const { handle } = handling(store);
    await handle(message(open, "account-1"));
    await handle(message(close, "account-1"));
    const commands = [{ commandId: "c", events: [{ type: "MoneyDeposited", cents: 1n }] }];
    const appended = await store.append({ tenant, streamId: "account-1", expect: "any", commands });
    expect(appended).toMatchObject({ code: "stream_closed" });
  });

  it("the decider has the first word, then every further command is stream_closed", async () => {
    const store = memory();
    const { handle } = carelessly(store);
    await handle(message(open, "account-1"));
    await handle(message(close, "account-1"));
    expect(await handle(message(open, "account-1"))).toMatchObject({ code: "already_open" });
    const late = await handle(message(deposit(1n), "account-1"));
    expect(late).toMatchObject({ code: "stream_closed", data: { streamId: "account-1" } });
    expect(await carelessly(store).handle(message(deposit(1n), "account-1"))).toEqual(late);
    expect(await history(store, "account-1")).toHaveLength(2);
  });

  it("holds for commands that are decided in one moment with the last one", async () => {
    const store = memory();
    const { handle } = carelessly(store);
    await handle(message(open, "account-1"));
    const outcomes = await Promise.all([
      handle(message(close, "account-1")),
      handle(message(deposit(1n), "account-1")),
    ]);
    expect(outcomes).toMatchObject([{ status: "accepted" }, { code: "stream_closed" }]);
    expect(await history(store, "account-1")).toHaveLength(2);
  });

  it("the command that led to it is answered again", async () => {
    const store = memory();
    const { handle } = handling(store);
    await handle(message(open, "account-1"));
    const last = message(close, "account-1", "close");
    expect(await handle(last)).toMatchObject({ duplicate: false, version: 2 });
    for (const door of [handling(store), carelessly(store)]) {
      expect(await door.handle(last)).toMatchObject({ duplicate: true, version: 2 });
    }
  });
});
