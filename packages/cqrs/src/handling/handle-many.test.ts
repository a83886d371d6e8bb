import { describe, expect, it } from "vitest";

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
import { handleCommands } from "./handle-commands.ts";
import type { CommandMessage } from "./handled.ts";

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

  it("with one that others of the same moment ask for as well, wait for its answer", async () => {
    const store = memory();
    const { handle, handleMany } = handling(store);
    await handle(message(open, "account-1"));
    const job = (...ids: readonly string[]) =>
      handleMany(
        ids.map((id) => message(deposit(1n), "account-1", id)),
        "all_or_nothing",
      );
    const [first, second] = await Promise.all([job("a", "b"), job("b", "c")]);
    expect(first.accepted).toMatchObject([{ version: 2 }, { version: 3 }]);
    expect(second.accepted).toMatchObject([
      { duplicate: true, version: 3 },
      { duplicate: false, version: 4 },
    ]);
    expect(await history(store, "account-1")).toHaveLength(4);
  });

  it("are of one stream", async () => {
    const { handleMany } = handling(memory());
    const messages = [message(open, "account-1"), message(open, "account-2")];
    expect(await handleMany(messages, "all_or_nothing")).toMatchObject({
      accepted: [],
      refused: {
        at: 1,
        refusal: {
          code: "invalid",
          data: { path: "streamId" },
          sentence: "streamId is not the stream of the first command: correct it",
        },
      },
    });
    const tenants = [
      message(open, "account-1"),
      { ...message(open, "account-1"), tenant: "11111111-1111-4111-8111-111111111111" },
    ];
    expect(await handleMany(tenants, "all_or_nothing")).toMatchObject({
      refused: { at: 1, refusal: { data: { path: "streamId" } } },
    });
    const twice = [message(open, "account-1", "c"), message(open, "account-1", "c")];
    expect(await handleMany(twice, "all_or_nothing")).toMatchObject({
      refused: {
        at: 1,
        refusal: {
          code: "invalid",
          data: { path: "commandId" },
          sentence: "commandId is that of a command before it: correct it",
        },
      },
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

  it.each([
    ["all_or_nothing", []],
    ["stop_at_first_refusal", [{ version: 2 }]],
  ] as const)("one whose id another command has ends it, %s", async (mode, accepted) => {
    const store = memory();
    const { handle, handleMany } = handling(store);
    await handle(message(open, "account-1", "taken"));
    const ids = ["new", "taken", "late"];
    const messages = ids.map((id) => message(deposit(1n), "account-1", id));
    expect(await handleMany(messages, mode)).toMatchObject({
      accepted,
      refused: { at: 1, refusal: { code: "command_mismatch", data: { commandId: "taken" } } },
    });
    expect(await history(store, "account-1")).toHaveLength(1 + accepted.length);
  });
});

type Write = { readonly type: "Write"; readonly texts: readonly string[] };
type Written = { readonly type: "Written"; readonly text: string };

/** Writes what it is told, of any length and in any number. */
const writer: Decider<Write, number, Written> = {
  initialState: () => 0,
  decide: ({ texts }) => texts.map((text) => ({ type: "Written", text: WORDS.get(text) ?? text })),
  evolve: (state) => state + 1,
};
const WORDS = new Map([
  ["long", "x".repeat(1_000_000)],
  ["too long", "x".repeat(1_100_000)],
  ["broken", "\ud800"],
]);

/** A writer, and what its store is asked to append. */
function writing() {
  const { store, asked } = watched();
  const door = handleCommands(writer, {
    store,
    context: () => undefined,
    random: () => 0,
    sleep: async () => undefined,
    schemaVersions: { Written: 1 },
  });
  const address = { tenant, streamId: "text-1" };
  let count = 0;
  const write = (texts: readonly string[]): CommandMessage<Write> => {
    count += 1;
    return { ...address, commandId: `write-${count}`, command: { type: "Write", texts } };
  };
  const appends = () => asked.filter((each) => each.startsWith("append"));
  return { ...door, write, appends };
}

describe("what one append takes", () => {
  const blank = (length: number) => Array.from({ length }, () => "");

  it("is filled to its limit of events with whole jobs, from whatever version on", async () => {
    const { handle, write, appends } = writing();
    await handle(write(blank(3)));
    await Promise.all([600, 400, 1].map((length) => handle(write(blank(length)))));
    expect(appends()).toEqual(["append 1", "append 2", "append 1"]);
  });

  it("is filled to the same limit of commands, also if nothing comes of them", async () => {
    const { handleMany, write, appends } = writing();
    const jobs = [500, 500, 1].map((length) => blank(length).map(() => write([])));
    const handled = await Promise.all(jobs.map((job) => handleMany(job, "all_or_nothing")));
    expect(handled.map(({ accepted }) => accepted.length)).toEqual([500, 500, 1]);
    expect(appends()).toEqual(["append 1000", "append 1"]);
  });

  it("a job of more commands than that is refused, and not tried in parts", async () => {
    const { handleMany, write, appends } = writing();
    const job = blank(1_001).map(() => write([]));
    expect(await handleMany(job, "stop_at_first_refusal")).toMatchObject({
      accepted: [],
      refused: { at: 0, refusal: { code: "too_large", data: { path: "commands" } } },
    });
    expect(appends()).toEqual(["append 1001"]);
  });

  it("one that cannot be stored is told where, and its neighbours happen", async () => {
    const { handle, write } = writing();
    const texts = [...blank(10), "too long", "", "broken", ""];
    const outcomes = await Promise.all(texts.map((text) => handle(write(["a", text]))));
    expect(outcomes[10]).toEqual({
      code: "too_large",
      sentence: "events[1] is larger than 1048576: split it into several requests",
      data: { path: "events[1]", limit: 1_048_576 },
    });
    expect(outcomes[12]).toEqual({
      code: "invalid",
      sentence: "events[1].text holds a lone surrogate: correct it",
      data: { path: "events[1].text" },
    });
    const accepted = outcomes.flatMap((each) => ("status" in each ? [each.version] : []));
    expect(accepted).toEqual(Array.from({ length: 12 }, (_, at) => 2 * (at + 1)));
  });

  it("a job that is too large as a whole harms none that came with it", async () => {
    const { handle, handleMany, write, appends } = writing();
    const long = Array.from({ length: 17 }, () => write(["long"]));
    const [large, small] = await Promise.all([
      handleMany(long, "all_or_nothing"),
      handle(write(["a"])),
    ]);
    expect(large).toMatchObject({
      accepted: [],
      refused: { at: 0, refusal: { code: "too_large", data: { path: "events" } } },
    });
    expect(small).toMatchObject({ status: "accepted", version: 1 });
    expect(appends()).toEqual(["append 18", "append 17", "append 1"]);
  });
});
