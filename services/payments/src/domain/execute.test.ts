import { describe, expect, it } from "vitest";

import {
  ANN_HAS_TEN,
  asking,
  askingForAll,
  BEGINNING,
  held,
  moved,
  moving,
  opened,
  opening,
  reversing,
} from "../../test/in-memory/ledger-story.ts";
import type { Account } from "./account.ts";
import { execute } from "./execute.ts";
import type { LedgerCommand } from "./ledger-command.ts";
import { LedgerState } from "./ledger-state.ts";

const ten = () => ANN_HAS_TEN.reduce((state, event) => state.after(event), new LedgerState());
const run = (command: LedgerCommand, state = ten()) => execute(state, command, BEGINNING);
const linked = { isLinked: true } as const;
const codesOf = (command: LedgerCommand, state = ten()) =>
  run(command, state).results.map((each) =>
    each.status === "refused" ? each.refusal.code : each.status,
  );

describe("what a batch comes to", () => {
  it("tells of each item what became of it", () => {
    const small = moving("small");
    const command = asking(small, moving("large", { amount: 5_000n }), small);
    expect(codesOf(command)).toEqual(["created", "insufficient_funds", "exists"]);
    expect(run(command).results.map(({ id }) => id)).toEqual(["small", "large", "small"]);
    expect(run(command).refusal).toBeUndefined();
  });

  it("tells what was linked to the cause that it failed with it", () => {
    const command = asking(
      { ...moving("a"), ...linked },
      { ...moving("b", { amount: 5_000n }), ...linked },
      moving("c"),
      moving("d"),
    );
    expect(codesOf(command)).toEqual([
      "linked_event_failed",
      "insufficient_funds",
      "linked_event_failed",
      "created",
    ]);
  });

  it("tells the last item of an open chain that it is the cause, and looks at no other", () => {
    const command = asking(
      { ...moving("a", { amount: 5_000n, once: "attempt" }), ...linked },
      { ...moving("b"), ...linked },
    );
    expect(codesOf(command)).toEqual(["linked_event_failed", "linked_event_chain_open"]);
    expect(run(command).events).toEqual([]);
  });

  it("tells one and the same item twice in a chain of its two fates", () => {
    const item = { ...moving("a", { amount: 600n }), ...linked };
    const command = asking(item, item, moving("b", { amount: 5_000n }));
    expect(codesOf(command)).toEqual([
      "linked_event_failed",
      "linked_event_failed",
      "insufficient_funds",
    ]);
  });

  it("is a no where all or nothing was asked for, and names the cause", () => {
    const items = [moving("a"), moving("b", { amount: 5_000n }), moving("c")];
    const { events, refusal, results } = run(askingForAll(...items));
    expect(events).toEqual([]);
    expect(refusal).toMatchObject({ code: "insufficient_funds", data: { available: 900n } });
    expect(results.map(({ status }) => status)).toEqual(["refused", "refused", "refused"]);
  });

  it("is a no where one item was asked for, and no event", () => {
    expect(run(asking(reversing("back", "beer")))).toEqual({
      events: [],
      refusal: {
        code: "transfer_not_found",
        sentence: "there is no transfer beer",
        data: { transfer: "beer" },
      },
      results: [
        {
          id: "back",
          status: "refused",
          refusal: expect.objectContaining({ code: "transfer_not_found" }),
        },
      ],
    });
  });

  it("is a no and an event where an attempt is used up", () => {
    const { events, refusal } = run(asking(moving("a", { amount: 5_000n, once: "attempt" })));
    expect(events.map(({ type }) => type)).toEqual(["TransferRejected"]);
    expect(refusal?.code).toBe("insufficient_funds");
  });

  it("of one item that came in a named batch is told of the item, and is no no of all", () => {
    const command = { ...asking(moving("a", { amount: 5_000n })), batch: "payroll" };
    expect(codesOf(command)).toEqual(["insufficient_funds"]);
    expect(Object.keys(run(command))).toEqual(["events", "results"]);
  });

  it("is nothing where nothing was asked for", () => {
    expect(run(asking())).toEqual({ events: [], results: [] });
    expect(run(askingForAll())).toEqual({ events: [], results: [] });
  });
});

describe("what another command comes to", () => {
  it("has no results", () => {
    expect(run(opening("eve"))).toEqual({ events: [opened("eve")], results: [] });
    expect(run(opening("ann"))).toEqual({ events: [], results: [] });
  });

  it("is a no without a result, of a conversion too", () => {
    const command = {
      type: "Convert",
      quote: "q17",
      conversion: "c",
      source: "ann",
      destination: "bob",
      transfers: { sold: "s", spread: "f", bought: "b" },
    } as const;
    expect(run(command)).toMatchObject({
      events: [],
      results: [],
      refusal: { code: "quote_not_found" },
    });
  });

  it("is a no without an event", () => {
    const command = { type: "FreezeAccount", account: "eve", reason: "fraud" } as const;
    expect(run(command)).toEqual({
      events: [],
      results: [],
      refusal: {
        code: "account_not_found",
        sentence: "there is no account eve",
        data: { account: "eve" },
      },
    });
  });
});

it("a hold whose accounts are not known is not ended", () => {
  const hold = ten().after(held({ transfer: "hotel" })).known;
  const post = asking({ kind: "post_hold", id: "post", hold: "hotel" });
  const { house, ann, bob } = Object.fromEntries(hold.accounts);
  const known = (...accounts: readonly (Account | undefined)[]) => {
    const some = accounts.flatMap((each) => (each === undefined ? [] : [[each.id, each] as const]));
    return new LedgerState({ ...hold, accounts: new Map(some) });
  };
  expect(run(post, known(house, ann)).refusal).toMatchObject({ data: { account: "bob" } });
  expect(run(post, known(house, bob)).refusal).toMatchObject({ data: { account: "ann" } });
});

it("what is asked for is decided on the ledger as it was given", () => {
  const before = ten();
  const later = before.after(moved({ transfer: "rent", amount: 950n }));
  expect(codesOf(asking(moving("beer")), later)).toEqual(["insufficient_funds"]);
  expect(codesOf(asking(moving("beer")), before)).toEqual(["created"]);
});
