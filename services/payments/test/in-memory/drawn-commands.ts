import fc from "fast-check";

import type { Limit } from "../../src/domain/account.ts";
import { AMOUNT_MAX } from "../../src/domain/counters.ts";
import type { IssueQuote } from "../../src/domain/fx/fx-command.ts";
import type { Condition, Item, LedgerCommand } from "../../src/domain/ledger-command.ts";
import type { Transfer } from "../../src/domain/transfer.ts";
import { moving, opening } from "./ledger-story.ts";

/** The accounts of drawn programs; the last two are in EUR. */
const ACCOUNTS = ["ann", "bob", "cash", "house", "eve", "vault"] as const;

/** One step of a program: what passes, and what is asked for, in view of the transfers so far. */
export type Step = {
  readonly seconds: number;
  readonly command: (known: readonly Transfer[], number: number) => LedgerCommand;
};

const LIMITS: readonly Limit[] = [
  "none",
  "none",
  "debits_must_not_exceed_credits",
  "debits_must_not_exceed_credits",
  "credits_must_not_exceed_debits",
];
const reason = "drawn";
const account = fc.constantFrom(...ACCOUNTS);
const limit = fc.constantFrom(...LIMITS);
/** Small ones, so that they meet limits; now and then as much as an account can count. */
const amount = fc.oneof(
  { weight: 20, arbitrary: fc.bigInt({ min: 1n, max: 60n }) },
  { weight: 1, arbitrary: fc.constantFrom(0n, -1n, AMOUNT_MAX, AMOUNT_MAX + 1n) },
);
const minAvailable = fc.bigInt({ min: -50n, max: 50n });
const once = fc.constantFrom("success", "success", "attempt");

function ledgerOf(name: string): string {
  return name === "eve" || name === "vault" ? "EUR" : "USD";
}

function idAt(known: readonly Transfer[], place: number): string {
  return known[place % Math.max(1, known.length)]?.id ?? "nothing";
}

function rarely<Value>(arbitrary: fc.Arbitrary<Value>, times: number) {
  return fc.oneof({ weight: times, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    account,
    balance: fc.constantFrom("available", "posted", "pending"),
    is: fc.constantFrom("gte", "gt", "eq", "lte", "lt"),
    amount: fc.bigInt({ min: -20n, max: 20n }),
  }),
  fc.record({ account, version: fc.bigInt({ min: 0n, max: 3n }) }),
);

type DrawnItem = (known: readonly Transfer[], id: string) => Item;

const sides = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom("ann bob", "bob ann", "ann cash", "house bob", "house ann"),
  },
  { weight: 2, arbitrary: fc.constantFrom("vault eve", "eve vault") },
  { weight: 1, arbitrary: fc.tuple(account, account).map((both) => both.join(" ")) },
);

const transfer: fc.Arbitrary<DrawnItem> = fc
  .record({
    sides,
    amount,
    balancing: rarely(fc.constantFrom("debit", "credit"), 4),
    isPending: fc.boolean(),
    timeoutSeconds: fc.constantFrom(undefined, 1, 30),
    conditions: fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(condition, { maxLength: 2 }) },
    ),
    isAll: fc.boolean(),
    once,
  })
  .map(({ sides, balancing, timeoutSeconds, isAll, ...drawn }) => {
    const [debitAccount = "", creditAccount = ""] = sides.split(" ");
    const more = {
      ...(balancing !== undefined && { balancing, ...(isAll && { amount: "max" as const }) }),
      ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    };
    return (_known, id) => moving(id, { ...drawn, ...more, debitAccount, creditAccount });
  });

const about = fc
  .record({
    kind: fc.constantFrom("post_hold", "void_hold", "expire_hold", "reverse"),
    place: fc.nat(),
    amount: fc.option(amount, { nil: undefined }),
    isForced: fc.boolean(),
    once,
  })
  .map(({ kind, place, amount, isForced, once }): DrawnItem => {
    const some = amount === undefined ? {} : { amount };
    return (known, id) => {
      const fit = known.filter((each) => (each.kind === "pending") === (kind !== "reverse"));
      // Now and then one of which it cannot be asked.
      const other = idAt(place % 8 === 0 || fit.length === 0 ? known : fit, place);
      switch (kind) {
        case "post_hold":
          return { kind, id, hold: other, once, ...some };
        case "void_hold":
          return { kind, id, hold: other, once, reason };
        case "expire_hold":
          return { kind, id, hold: other };
        case "reverse":
          return { kind, id, original: other, once, reason, isForced, ...some };
        default:
          return kind satisfies never;
      }
    };
  });

/** Items under new ids for the most part, and now and then under one that was used before. */
const items = fc.array(
  fc.record({
    item: fc.oneof({ weight: 3, arbitrary: transfer }, { weight: 2, arbitrary: about }),
    isLinked: fc.boolean(),
    reused: rarely(fc.nat(), 12),
  }),
  { minLength: 1, maxLength: 4 },
);

const postTransfers = fc
  .record({
    items,
    isAtomic: fc.constantFrom(false, false, true),
    areLinked: fc.constantFrom(false, false, true),
  })
  .map(({ items: drawn, isAtomic, areLinked }): Step["command"] => (known, number) => ({
    type: "PostTransfers",
    isAtomic,
    items: drawn.map(({ item, isLinked, reused }, place) => {
      const id = reused === undefined ? `t${number}-${place}` : idAt(known, reused);
      return { ...item(known, id), ...(areLinked && { isLinked }) };
    }),
  }));

const statusChange = fc
  .record({
    type: fc.constantFrom("FreezeAccount", "UnfreezeAccount", "CloseAccount", "ReopenAccount"),
    account,
  })
  .map((drawn): Step["command"] => () => ({ ...drawn, reason }));

const limitChange = fc
  .record({ account, limit, minAvailable })
  .map((drawn): Step["command"] => () => ({ type: "ChangeLimits", ...drawn, reason }));

const quoteId = fc.constantFrom("q1", "q2", "q3");
const issue = fc
  .record({
    quote: quoteId,
    sold: amount,
    bought: amount,
    spreadMinor: fc.bigInt({ min: 0n, max: 2n }),
  })
  .map(({ sold, bought, ...drawn }): Step["command"] => {
    const quote: Omit<IssueQuote, "type"> = {
      ...drawn,
      sell: { currency: "USD", minor: sold },
      buy: { currency: "EUR", minor: bought },
      rate: { num: 1n, den: 1n },
      rounding: "floor",
      validSeconds: 60,
      sellLiquidity: "house",
      buyLiquidity: "vault",
    };
    return () => ({ type: "IssueQuote", ...quote });
  });
const convert = fc
  .record({
    quote: quoteId,
    source: fc.constantFrom("ann", "bob", "eve"),
    destination: fc.constantFrom("eve", "eve", "bob"),
    reused: fc.nat(4),
  })
  .map(({ reused, ...drawn }): Step["command"] => (known, number) => ({
    type: "Convert",
    conversion: `c${number}`,
    ...drawn,
    transfers: {
      sold: reused === 0 ? idAt(known, number) : `s${number}`,
      spread: `f${number}`,
      bought: `b${number}`,
    },
  }));

const step: fc.Arbitrary<Step> = fc.record({
  // Clocks go back, too.
  seconds: fc.constantFrom(0, 0, 0, 1, 20, -5),
  command: fc.oneof(
    { weight: 12, arbitrary: postTransfers },
    { weight: 1, arbitrary: statusChange },
    { weight: 1, arbitrary: limitChange },
    { weight: 2, arbitrary: issue },
    { weight: 2, arbitrary: convert },
  ),
});

/** Programs over six accounts with drawn limits, the first two with some money. */
export const programs: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    fc.array(fc.record({ limit, minAvailable, isDebit: fc.boolean() }), {
      minLength: ACCOUNTS.length,
      maxLength: ACCOUNTS.length,
    }),
    fc.array(step, { minLength: 10, maxLength: 30, size: "max" }),
  )
  .map(([settings, steps]) => [...beginning(settings), ...steps]);

type Settings = { readonly limit: Limit; readonly minAvailable: bigint; readonly isDebit: boolean };

function beginning(settings: readonly Settings[]): readonly Step[] {
  const openings = ACCOUNTS.map((name, place): Step => {
    const { limit = "none", minAvailable = 0n, isDebit = false } = settings[place] ?? {};
    const normalSide = isDebit ? "debit" : "credit";
    const isHouse = name === "house" || name === "vault";
    const more = { ledger: ledgerOf(name), minAvailable, normalSide } as const;
    return {
      seconds: 0,
      command: () => opening(name, { ...more, limit: isHouse ? "none" : limit }),
    };
  });
  const salaries = ["ann", "bob"].map((creditAccount): Step => {
    const id = `salary of ${creditAccount}`;
    const item = moving(id, { debitAccount: "house", creditAccount, amount: 300n });
    return {
      seconds: 0,
      command: () => ({ type: "PostTransfers", isAtomic: false, items: [item] }),
    };
  });
  return [...openings, ...salaries];
}
