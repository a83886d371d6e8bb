import { scenariosOf } from "@holdfast/scenarios";
import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";

import {
  ANN_HAS_TEN,
  asking,
  askingForAll,
  held,
  holding,
  moved,
  moving,
  postedHold,
  reversing,
  LET_ANN_HAVE_TEN,
} from "../../test/in-memory/ledger-story.ts";
import { LEDGER_WORDS } from "../../test/in-memory/ledger-words.ts";
import { toldLedger } from "../../test/in-memory/told-ledger.ts";
import type { Item } from "./ledger-command.ts";

const part = {
  refusals: {
    invalid_amount: "an amount is a whole number from 1 to 38 digits",
    insufficient_funds: "the account has less than that",
    pending_transfer_not_found: "there is no such hold",
    exists_with_different_amount: "the id is that of a transfer of another amount",
    linked_event_chain_open: "the last item is linked to nothing",
  },
  events: {
    AccountOpened: 1,
    TransferPosted: 1,
    TransferHeld: 1,
    HoldPosted: 1,
    TransferReversed: 1,
  },
} as const;
const language = scenariosOf(toldLedger(part), {
  ...LEDGER_WORDS,
  refusals: part.refusals,
  schemaVersions: part.events,
});
const { feature, rule, scenario, scenarioOutline, given, when } = language;
const { thenHappened, thenRefused, thenNothing, thenReadModel, thenIdempotent } = language;

const linked = { isLinked: true } as const;
const small = moving("small", { amount: 100n });
const large = moving("large", { amount: 5_000n });
const other = moving("other", { amount: 20n });
const ITEMS: Readonly<Record<string, Item>> = {
  small,
  large,
  other,
  third: moving("third"),
  nothing: moving("nothing", { amount: 0n }),
  smaller: { ...small, amount: 1n },
  post: { kind: "post_hold", id: "post", hold: "hotel" },
};

/** The items of a batch by their names; one with a plus is linked to the next. */
function itemsOf(batch: string): readonly Item[] {
  return batch.split(" ").flatMap((name) => {
    const item = ITEMS[name.replace("+", "")];
    return item === undefined ? [] : [{ ...item, isLinked: name.endsWith("+") }];
  });
}

const tooMuch = { account: "ann", available: 900n, required: 5_000n, currency: "USD" } as const;

const batches = feature("Payments: batches", () => {
  rule("What the stories begin with", () => {
    scenario(
      "the house, Ann with USD 10.00 from it, and Bob",
      given(),
      when(...LET_ANN_HAVE_TEN),
      thenHappened(...ANN_HAS_TEN),
    );
  });
  rule(
    "Items of a batch are done in their order, and each sees what the ones before it did",
    tellOrder,
  );
  rule("A batch is told with its transfers, each of which is one", tellBatch);
  rule("What is not linked stands alone", tellAlone);
  rule(
    "What is linked passes or fails together, and of a chain that fails nothing is left",
    tellChains,
  );
  rule("A batch may be all or nothing", tellAtomic);
});

function tellOrder(): void {
  scenario(
    "money that comes is there for the next one",
    given(...ANN_HAS_TEN),
    when(
      asking(
        moving("come", { amount: 1_000n }),
        moving("go", { debitAccount: "bob", creditAccount: "house", amount: 1_000n }),
      ),
    ),
    thenHappened(
      moved({ transfer: "come", amount: 1_000n }),
      moved({ transfer: "go", debitAccount: "bob", creditAccount: "house", amount: 1_000n }),
    ),
    thenIdempotent(),
  );
  scenario(
    "but not for one that comes before it",
    given(...ANN_HAS_TEN),
    when(
      asking(
        moving("go", { debitAccount: "bob", creditAccount: "house", amount: 1_000n }),
        moving("come", { amount: 1_000n }),
      ),
    ),
    thenHappened(moved({ transfer: "come", amount: 1_000n })),
  );
  tellOrderFurther();
}

function tellOrderFurther(): void {
  scenario(
    "a hold is posted, and what was posted taken back, in the batch that it came in",
    given(...ANN_HAS_TEN),
    when(
      asking(
        holding("hotel", { amount: 300n }),
        { kind: "post_hold", id: "post", hold: "hotel", amount: 200n },
        reversing("back", "post", { amount: 50n }),
      ),
    ),
    thenHappened(
      held({ transfer: "hotel", amount: 300n }),
      postedHold({ transfer: "hotel", by: "post", amount: 200n }),
      moved({
        transfer: "back",
        debitAccount: "bob",
        creditAccount: "ann",
        amount: 50n,
        reverses: "post",
        reason: "broken",
      }),
      {
        type: "TransferReversed",
        transfer: "post",
        by: "back",
        amount: 50n,
        reason: "broken",
        at: "2026-01-01T00:00:00.000Z",
      },
    ),
  );
}

function tellBatch(): void {
  scenario(
    "the batch is told with each of its transfers",
    given(...ANN_HAS_TEN),
    when({ ...asking(small, other), batch: "payroll" }),
    thenHappened(
      moved({ transfer: "small", batch: "payroll" }),
      moved({ transfer: "other", amount: 20n, batch: "payroll" }),
    ),
  );
  scenario(
    "the same transfer twice in a batch is one",
    given(...ANN_HAS_TEN),
    when(asking(small, small)),
    thenHappened(moved({ transfer: "small" })),
  );
}

function tellAlone(): void {
  scenario(
    "one that cannot be done leaves the others alone",
    given(...ANN_HAS_TEN),
    when(asking(small, large, other)),
    thenHappened(moved({ transfer: "small" }), moved({ transfer: "other", amount: 20n })),
  );
  scenario(
    "where none can be done, the first no is the answer",
    given(...ANN_HAS_TEN),
    when(asking(large, moving("larger", { amount: 6_000n }))),
    thenRefused("insufficient_funds", { ...tooMuch, available: 1_000n }),
  );
  scenario(
    "where all were done before, nothing happens",
    given(...ANN_HAS_TEN, moved({ transfer: "small" }), moved({ transfer: "other", amount: 20n })),
    when(asking(small, other)),
    thenNothing(),
  );
}

function tellChains(): void {
  scenario(
    "two sides of one thing",
    given(...ANN_HAS_TEN),
    when(asking({ ...small, ...linked }, other)),
    thenHappened(moved({ transfer: "small" }), moved({ transfer: "other", amount: 20n })),
  );
  scenarioOutline(
    "whichever fails takes the others along, and what is linked to none of them is done",
    [
      { batch: "small+ large other" },
      { batch: "large+ small other" },
      { batch: "third+ large+ small other" },
      { batch: "other small+ large" },
    ],
    ({ batch }) => [
      given(...ANN_HAS_TEN),
      when(asking(...itemsOf(batch))),
      thenHappened(moved({ transfer: "other", amount: 20n })),
      thenReadModel("balances", { of: "ann" }, [
        { account: "ann", posted: 980n, available: 980n, pending: 980n, entries: 2n },
      ]),
    ],
  );
  scenario(
    "two chains beside each other",
    given(...ANN_HAS_TEN),
    when(
      asking(
        { ...small, ...linked },
        large,
        { ...other, ...linked },
        moving("fourth", { amount: 30n }),
      ),
    ),
    thenHappened(
      moved({ transfer: "other", amount: 20n }),
      moved({ transfer: "fourth", amount: 30n }),
    ),
  );
  scenario(
    "a chain that was done before is there already, however much of it",
    given(...ANN_HAS_TEN, moved({ transfer: "small" })),
    when(asking({ ...small, ...linked }, other)),
    thenHappened(moved({ transfer: "other", amount: 20n })),
  );
  scenario(
    "the last item has nothing to be linked to: nothing of its chain is done",
    given(...ANN_HAS_TEN),
    when(asking(other, { ...small, ...linked }, { ...moving("last"), ...linked })),
    thenHappened(moved({ transfer: "other", amount: 20n })),
  );
  scenario(
    "alone, it is refused for that",
    given(...ANN_HAS_TEN),
    when(asking({ ...small, ...linked })),
    thenRefused("linked_event_chain_open"),
  );
}

function tellAtomic(): void {
  scenario(
    "all of it",
    given(...ANN_HAS_TEN),
    when(askingForAll(small, other)),
    thenHappened(moved({ transfer: "small" }), moved({ transfer: "other", amount: 20n })),
  );
  scenarioOutline(
    "or nothing, and the cause is the answer",
    [
      { batch: "small large other", code: "insufficient_funds" },
      { batch: "small nothing", code: "invalid_amount" },
      { batch: "small smaller", code: "exists_with_different_amount" },
      { batch: "small post", code: "pending_transfer_not_found" },
      { batch: "small other+", code: "linked_event_chain_open" },
    ] as const,
    ({ batch, code }) => [
      given(...ANN_HAS_TEN),
      when(askingForAll(...itemsOf(batch))),
      thenRefused(code),
    ],
  );
}

runFeature(batches);
runFeature(batches, inMemoryRunner);
