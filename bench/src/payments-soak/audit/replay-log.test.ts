import { describe, expect, test } from "vitest";

import { compareRows } from "./compare-rows.ts";
import type { Logged } from "./logged.ts";
import { replayLog } from "./replay-log.ts";

const NOTHING = {
  mark: null,
  account: null,
  ledger: null,
  normal_side: null,
  limit: null,
  min_available: null,
  transfer: null,
  debit_account: null,
  credit_account: null,
  amount: null,
  by: null,
  reverses: null,
  expires_at: null,
  quote: null,
  conversion: null,
  sell_minor: null,
  buy_minor: null,
  spread_minor: null,
};
type Said = Pick<Logged, "type"> & Partial<Logged>;

function logOf(...events: readonly Said[]): readonly Logged[] {
  return events.map((event, at) => {
    const place = { position: `${at + 1}`, tenant: "t", at: `2026-11-26T10:00:0${at % 10}.000Z` };
    return { ...NOTHING, ...place, ...event };
  });
}

function opened(account: string, limit = "debits_must_not_exceed_credits"): Said {
  const kind = { ledger: "USD", normal_side: "credit", limit, min_available: "0" };
  return { type: "AccountOpened", account, ...kind };
}

const HOUSE = opened("house", "none");
const ANN = opened("ann");
const BOB = opened("bob");
const begun = (type: string) => (transfer: string, from: string, to: string, amount: string) => ({
  type,
  transfer,
  debit_account: from,
  credit_account: to,
  amount,
});
const posted = begun("TransferPosted");
const held = begun("TransferHeld");
const PAID_IN = posted("in", "house", "ann", "100");
const HELD = held("hold", "ann", "bob", "60");

type Planted = Partial<Parameters<typeof replayLog>[1]>;

function found(events: readonly Said[], known: Planted = {}): string {
  const { found: all } = replayLog(logOf(...events), {
    conditions: new Map(),
    forced: new Set(),
    ...known,
  });
  return all.join("\n");
}

const back = (by: string, amount: string): readonly Said[] => [
  { ...posted(by, "ann", "house", amount), reverses: "in", mark: by },
  { type: "TransferReversed", transfer: "in", by, amount },
];
const QUOTE = {
  type: "QuoteIssued",
  quote: "q",
  sell_minor: "30",
  buy_minor: "20",
  expires_at: "2026-11-26T10:00:09.000Z",
};
const OVER = { type: "QuoteExpired", quote: "q" };
const LATE = { ...OVER, at: "2026-11-26T10:00:09.000Z" };
const USED = { type: "QuoteUsed", quote: "q", conversion: "c" };
const leg = (id: string, amount: string) => ({ ...posted(id, "ann", "house", amount), quote: "q" });

test("nothing is found in a log that keeps every rule", () => {
  const story = [
    HOUSE,
    ANN,
    BOB,
    PAID_IN,
    HELD,
    { type: "HoldPosted", transfer: "hold", by: "end", amount: "40" },
    ...back("back", "10"),
    QUOTE,
    leg("sold", "30"),
    leg("bought", "20"),
    USED,
  ];
  expect(found(story)).toBe("");
});

describe("what breaks a rule is told", () => {
  const funded = [HOUSE, ANN, BOB, PAID_IN];
  test.each<readonly [string, readonly Said[], string]>([
    ["a limit", [...funded, posted("x", "ann", "bob", "101")], "ann is 1 beyond its limit"],
    ["a limit by a hold", [...funded, HELD, held("x", "ann", "bob", "41")], "ann is 1 beyond"],
    ["a transfer made twice", [...funded, PAID_IN], "in is made twice"],
    ["an amount of nothing", [...funded, posted("x", "ann", "bob", "0")], "moves 0"],
    ["one account", [...funded, posted("x", "ann", "ann", "1")], "from an account to itself"],
    ["no account", [...funded, posted("x", "ann", "eve", "1")], "one of its accounts is not there"],
    ["ledgers", [HOUSE, { ...ANN, ledger: "EUR" }, PAID_IN], "moves USD into EUR"],
    ["an account opened twice", [...funded, ANN], "account ann is opened twice"],
    [
      "a frozen account",
      [...funded, { type: "AccountFrozen", account: "bob" }, posted("x", "ann", "bob", "1")],
      "account bob is frozen",
    ],
    ["a change of status", [ANN, { type: "AccountUnfrozen", account: "ann" }], "ann is open"],
    [
      "too much taken back",
      [...funded, ...back("a", "60"), ...back("b", "41")],
      "101 of 100 are taken back",
    ],
    [
      "what takes nothing back",
      [...funded, { type: "TransferReversed", transfer: "in", by: "hold", amount: "1" }],
      "undefined does not take in back",
    ],
    [
      "an id that had failed",
      [...funded, { type: "TransferRejected", transfer: "x" }, posted("x", "ann", "bob", "1")],
      "transfer x had failed for good",
    ],
    ["an event of another kind", [{ type: "MoneyMade", account: "ann" }], "ann is not open"],
  ])("%s", (_what, events, sentence) => {
    expect(found(events)).toContain(sentence);
  });

  const ended = [...funded, { ...HELD, expires_at: "2026-11-26T10:00:09.000Z" }];
  const post = { type: "HoldPosted", transfer: "hold", by: "a", amount: "60" };
  test.each<readonly [string, readonly Said[], string]>([
    ["a hold that ends twice", [...ended, post, { ...post, by: "b" }], "hold was posted before"],
    ["a hold posted beyond it", [...ended, { ...post, amount: "61" }], "posts 61 of 60"],
    [
      "a hold posted too late",
      [...ended, { ...post, at: "2026-11-26T10:00:09.000Z" }],
      "hold hold was over",
    ],
    [
      "a hold that expires early",
      [...ended, { type: "HoldExpired", transfer: "hold", by: "a" }],
      "hold hold was not over",
    ],
    ["a hold of nobody", [...funded, post], "there is no hold hold"],
    ["what is no hold", [...ended, { ...post, transfer: "in" }], "in is no hold"],
    [
      "a hold posted on a closed account",
      [...ended, { type: "AccountClosed", account: "bob" }, post],
      "account bob is closed",
    ],
    ["a quote used twice", [...funded, QUOTE, USED, USED], "quote q is used twice"],
    [
      "a quote used too late",
      [QUOTE, { ...USED, at: "2026-11-26T10:00:09.000Z" }],
      "q had expired",
    ],
    ["a quote that expires early", [QUOTE, OVER], "q had not expired"],
    ["a quote that expires after its use", [QUOTE, USED, OVER], "q expires after its use"],
    ["a quote that expires twice", [QUOTE, LATE, LATE], "q expires twice"],
    ["a quote used when it was told that it is over", [QUOTE, LATE, USED], "q had expired"],
    ["a quote that moves nothing", [QUOTE, USED], "q has moved  instead of 20, 30"],
    ["a quote that moves before", [...funded, QUOTE, leg("x", "30")], "has moved 30 instead of "],
  ])("%s", (_what, events, sentence) => {
    expect(found(events)).toContain(sentence);
  });
});

test("a condition that did not hold is told, and force needs no room", () => {
  const least = { account: "bob", least: 1n };
  const move = { ...posted("x", "ann", "bob", "1"), mark: "m" };
  expect(
    found([HOUSE, ANN, BOB, PAID_IN, move], { conditions: new Map([["m", least]]) }),
  ).toContain("account bob had 0 available, 1 were the condition");
  const away = posted("out", "ann", "bob", "100");
  const forcedBack = [HOUSE, ANN, BOB, PAID_IN, away, ...back("m", "100")];
  expect(found(forcedBack)).toContain("ann is 100 beyond its limit");
  expect(found(forcedBack, { forced: new Set(["m"]) })).toBe("");
});

describe("tables that are not what the log makes of them are told", () => {
  const known = { conditions: new Map(), forced: new Set<string>() };
  const { books } = replayLog(logOf(HOUSE, ANN, PAID_IN), known);
  const accounts = [
    { row: "t house USD credit none 0 open 1 1 0 100 0 0" },
    { row: "t ann USD credit debits_must_not_exceed_credits 0 open 1 1 0 0 0 100" },
  ];
  const transfers = [
    { row: "t in posted house ann 100 USD - - - 0 - - - 1 0 100 0 0 1 0 0 0 100" },
  ];

  test("nothing, if they are", () => {
    expect(compareRows(books, { accounts, transfers })).toEqual([]);
  });

  test.each([
    [
      "a balance",
      { accounts: changed(accounts, 1, "0 100", "0 101"), transfers },
      "out of balance",
    ],
    ["a version", { accounts: changed(accounts, 0, "1 1", "1 2"), transfers }, "not in the log"],
    ["a row that is missing", { accounts, transfers: [] }, "transfers: not stored"],
    [
      "one too many",
      { accounts, transfers: [...transfers, ...transfers] },
      "1 rows are there twice",
    ],
    [
      "an amount",
      { accounts, transfers: changed(transfers, 0, "ann 100", "ann 10") },
      "not stored",
    ],
  ])("%s", (_what, tables, sentence) => {
    expect(compareRows(books, tables).join("\n")).toContain(sentence);
  });
});

// oxlint-disable-next-line max-params -- rows, which of them, and what becomes what
function changed(rows: readonly { row: string }[], at: number, from: string, to: string) {
  return rows.map(({ row }, index) => ({ row: index === at ? row.replace(from, to) : row }));
}
