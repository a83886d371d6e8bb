import { expect, it } from "vitest";

import { asking, moving, opening, reversing } from "../../test/in-memory/ledger-story.ts";
import type { LedgerCommand } from "./ledger-command.ts";
import { type Needs, needsOf } from "./needs-of.ts";

const NOTHING: Needs = { accounts: [], numbers: [], transfers: [], quotes: [] };
const promised = {
  type: "IssueQuote",
  quote: "q17",
  sell: { currency: "USD", minor: 1n },
  buy: { currency: "INR", minor: 82n },
  rate: { num: 82n, den: 1n },
  spreadMinor: 0n,
  rounding: "floor",
  validSeconds: 60,
  sellLiquidity: "desk",
  buyLiquidity: "vault",
} as const;

it.each<readonly [string, LedgerCommand, Partial<Needs>]>([
  ["an account", opening("ann"), { accounts: ["ann"] }],
  [
    "an account with a number",
    opening("ann", { number: "ACC777" }),
    { accounts: ["ann"], numbers: ["ACC777"] },
  ],
  [
    "a change of an account",
    { type: "FreezeAccount", account: "ann", reason: "fraud" },
    { accounts: ["ann"] },
  ],
  [
    "a transfer, with the accounts of its conditions",
    asking(moving("rent", { conditions: [{ account: "eve", version: 1n }] })),
    { accounts: ["ann", "bob", "eve"], transfers: ["rent"] },
  ],
  [
    "a transfer whose id was made for it, under which nothing is known",
    asking({ ...moving("made"), hasNewId: true }, { ...reversing("back", "rent"), hasNewId: true }),
    { accounts: ["ann", "bob"], transfers: ["rent"] },
  ],
  [
    "the end of a hold, with the hold",
    asking({ kind: "post_hold", id: "post", hold: "hotel" }),
    { transfers: ["post", "hotel"] },
  ],
  [
    "a reversal, with the original",
    asking(reversing("back", "rent")),
    { transfers: ["back", "rent"] },
  ],
  [
    "a quote, with its accounts",
    { ...promised, fees: "fees" },
    { accounts: ["desk", "vault", "fees"], quotes: ["q17"] },
  ],
  [
    "a quote whose spread goes to the desk",
    promised,
    { accounts: ["desk", "vault", "desk"], quotes: ["q17"] },
  ],
  [
    "a conversion",
    {
      type: "Convert",
      quote: "q17",
      conversion: "c",
      source: "ann",
      destination: "anju",
      transfers: { sold: "s", spread: "f", bought: "b" },
    },
    { accounts: ["ann", "anju"], transfers: ["s", "f", "b"], quotes: ["q17"] },
  ],
])("what has to be known for %s", (_, command, needs) => {
  expect(needsOf(command)).toEqual({ ...NOTHING, ...needs });
});
