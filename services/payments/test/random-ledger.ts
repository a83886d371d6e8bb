import { randomUUID } from "node:crypto";

import fc from "fast-check";

import type { Item } from "../src/domain/ledger-command.ts";
import { equity, type LedgerStage, moving, opening, posting } from "./ledger-stage.ts";

/** Numbers are taken modulo what there is. */
type Moving = {
  readonly do: "move" | "hold";
  readonly from: number;
  readonly to: number;
  readonly amount: number;
  readonly note: "red" | "blue" | undefined;
};
type Ending = {
  readonly do: "post" | "void" | "expire" | "reverse";
  readonly which: number;
  readonly amount: number;
};
type Freezing = { readonly do: "freeze" | "unfreeze"; readonly from: number };
type Passing = { readonly do: "pass"; readonly seconds: number };

/** One step of a random history. */
type Step = Moving | Ending | Freezing | Passing;

const small = fc.nat(7);
const amount = fc.integer({ min: 1, max: 300 });

/** Steps, most of which move money. */
export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constantFrom("move", "hold"),
        from: small,
        to: small,
        amount,
        note: fc.constantFrom("red", "blue", undefined),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constantFrom("post", "void", "expire", "reverse"),
        which: fc.nat(),
        amount,
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("freeze", "unfreeze"), from: small }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("pass"), seconds: fc.nat(40) }) },
  ),
  { minLength: 5, maxLength: 40 },
);

/** What a random history was made with. */
export type RandomLedger = {
  readonly tenant: string;
  readonly accounts: readonly string[];
  /** All that were asked for, whether or not they were refused. */
  readonly transfers: readonly string[];
};

/** Lets a new tenant go through a history, by itself: refusals are part of it. */
export async function happened(
  stage: LedgerStage,
  history: readonly Step[],
): Promise<RandomLedger> {
  const tenant = randomUUID();
  const accounts = Array.from({ length: 5 }, () => randomUUID());
  const [bank = "", ...others] = accounts;
  const run = (command: Parameters<LedgerStage["do"]>[0]) =>
    stage.door.execute({ tenant, commandId: randomUUID(), command });
  await run(equity(bank));
  for (const account of others) await run(opening(account, { minAvailable: -50n }));
  const transfers: string[] = [];
  for (const step of history) {
    if ("seconds" in step) {
      stage.clock.offsetMs += step.seconds * 1_000;
    } else if (!("amount" in step)) {
      const type = step.do === "freeze" ? "FreezeAccount" : "UnfreezeAccount";
      await run({ type, account: pick(accounts, step.from), reason: "random" });
    } else {
      const item = itemOf(step, accounts, transfers);
      transfers.push(item.id);
      await run(posting(item));
    }
  }
  return { tenant, accounts, transfers };
}

function itemOf(
  step: Moving | Ending,
  accounts: readonly string[],
  transfers: readonly string[],
): Item {
  const id = randomUUID();
  if ("to" in step) {
    const isPending = step.do === "hold";
    const item = moving(pick(accounts, step.from), pick(accounts, step.to), {
      id,
      amount: BigInt(step.amount),
      isPending,
      ...(isPending && step.note === "red" && { timeoutSeconds: 30 }),
      ...(step.note !== undefined && { metadata: { colour: step.note }, description: step.note }),
    });
    // Of those that may be posted by what is kept some are, and some are looked for.
    return step.amount % 2 === 0 ? { ...item, hasNewId: true } : item;
  }
  const other = pick([...transfers, randomUUID()], step.which);
  const part = step.amount < 150 ? { amount: BigInt(step.amount) } : {};
  if (step.do === "post") return { kind: "post_hold", id, hold: other, ...part };
  if (step.do === "void") return { kind: "void_hold", id, hold: other, reason: "random" };
  if (step.do === "expire") return { kind: "expire_hold", id, hold: other };
  return { kind: "reverse", id, original: other, ...part, reason: "random", isForced: false };
}

function pick(from: readonly string[], at: number): string {
  return from[at % from.length] ?? "";
}
