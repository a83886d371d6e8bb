import { randomUUID } from "node:crypto";

import type { LedgerOutcome } from "../src/application/ledger-request.ts";
import type { AccountStatus } from "../src/domain/account.ts";
import type {
  ChangeLimits,
  ChangeStatus,
  Item,
  LedgerCommand,
} from "../src/domain/ledger-command.ts";
import { equity, type LedgerStage, moving, opening, posting } from "./ledger-stage.ts";
import type { Deciding, Ending, Exchanging, Moving, Step } from "./random-steps.ts";

/** What a random history was made with. */
export type RandomLedger = {
  readonly tenant: string;
  /** The first is the house's own, and so is the last but one; the last two are in EUR, the others in USD. */
  readonly accounts: readonly string[];
  /** All that were asked for, whether or not they were refused. */
  readonly transfers: readonly string[];
};

/** Names what steps are about, and remembers it. */
type Names = RandomLedger & {
  readonly transfers: string[];
  /** Of them those that are there, and hold money or have moved some. */
  readonly holds: string[];
  readonly moves: string[];
  readonly quotes: string[];
  readonly statuses: Map<string, AccountStatus>;
};

/** Lets a new tenant go through a history, by itself: refusals are part of it. */
export async function happened(
  stage: LedgerStage,
  history: readonly Step[],
): Promise<RandomLedger> {
  const tenant = randomUUID();
  const accounts = Array.from({ length: 8 }, () => randomUUID());
  const [bank = "", ...others] = accounts;
  const [vault = "", eve = ""] = others.splice(-2);
  const run = (command: LedgerCommand) =>
    stage.door.execute({ tenant, commandId: commandIdOf(command), command });
  await run(equity(bank));
  for (const account of others) await run(opening(account, { minAvailable: -50n }));
  await run(equity(vault, { ledger: "EUR" }));
  await run(opening(eve, { ledger: "EUR" }));
  const given = others.slice(0, -1).map((account) => moving(bank, account, { amount: 500n }));
  await run(posting(...given));
  const transfers = given.map(({ id }) => id);
  const known = { holds: [], moves: [], quotes: [], statuses: new Map() };
  const names: Names = { tenant, accounts, transfers, ...known };
  for (const step of history) {
    if ("passing" in step) stage.clock.offsetMs += step.passing * 1_000;
    else recall(names, await run(commandOf(step, names)));
  }
  return names;
}

/** That a quote is over is told once, by this id. */
function commandIdOf(command: LedgerCommand): string {
  return command.type === "ExpireQuote" ? `expire-quote:${command.quote}` : randomUUID();
}

/** Keeps in mind what may be ended or taken back. */
function recall({ holds, moves, statuses }: Names, outcome: LedgerOutcome): void {
  if (!("results" in outcome)) return;
  const { account } = outcome;
  if (account !== undefined) statuses.set(account.id, account.status);
  for (const { id, status } of outcome.results) {
    const kind = outcome.transfers.get(id)?.transfer.kind;
    if (status === "created") (kind === "pending" ? holds : moves).push(id);
  }
}

function commandOf(step: Exclude<Step, { passing: number }>, names: Names): LedgerCommand {
  if ("exchange" in step) return exchangeOf(step, names);
  if ("decide" in step) return decisionOf(step, names);
  if (!("items" in step)) return posting(itemOf(step, names));
  const items = step.items.map(([each, isLinked]) => ({ ...itemOf(each, names), isLinked }));
  return { type: "PostTransfers", batch: randomUUID(), isAtomic: step.isAtomic, items };
}

const DECISIONS = { freeze: "FreezeAccount", close: "CloseAccount" } as const;
const BACK = { frozen: "UnfreezeAccount", closed: "ReopenAccount" } as const;

function decisionOf(step: Deciding, { accounts, statuses }: Names): ChangeStatus | ChangeLimits {
  const account = pick(accounts, step.from);
  const about = { account, reason: "random" };
  if (step.decide === "limit")
    return { type: "ChangeLimits", ...about, minAvailable: BigInt(step.least) };
  const status = statuses.get(account) ?? "open";
  return { type: status === "open" ? DECISIONS[step.decide] : BACK[status], ...about };
}

/** What is sold is in USD, and what is bought in EUR. */
function exchangeOf(step: Exchanging, { accounts, transfers, quotes }: Names): LedgerCommand {
  const [bank = "", ...others] = accounts;
  const [vault = "", eve = ""] = others.splice(-2);
  if (step.exchange === "quote") {
    const quote = randomUUID();
    quotes.push(quote);
    return {
      type: "IssueQuote",
      quote,
      sell: { currency: "USD", minor: BigInt(step.amount) },
      buy: { currency: "EUR", minor: BigInt(step.amount) },
      rate: { num: 1n, den: 1n },
      spreadMinor: step.isFree ? 0n : 1n,
      rounding: "floor",
      validSeconds: step.seconds,
      sellLiquidity: bank,
      buyLiquidity: vault,
      ...(step.amount % 2 === 0 && { fees: pick(others, step.amount) }),
    };
  }
  const quote = pick(quotes.slice(-3), step.which);
  if (step.exchange === "end") return { type: "ExpireQuote", quote };
  const legs = { sold: randomUUID(), spread: randomUUID(), bought: randomUUID() };
  transfers.push(...Object.values(legs));
  const ends = { source: pick(others, step.from), destination: eve };
  return { type: "Convert", quote, conversion: randomUUID(), ...ends, transfers: legs };
}

/** Under a new id, or now and then one that was used before. */
function itemOf(step: Moving | Ending, names: Names): Item {
  const { transfers } = names;
  const isAgain = step.once === "attempt" && step.amount % 8 === 0;
  const id = isAgain ? pick(transfers, step.amount) : randomUUID();
  transfers.push(id);
  return "to" in step ? movingOf(step, id, names) : endingOf(step, id, names);
}

function endingOf(step: Ending, id: string, { holds, moves }: Names): Item {
  const known = step.do === "reverse" ? moves : holds;
  const other = pick(known.slice(-3), step.which);
  const part = step.amount < 150 ? { amount: BigInt(step.amount) } : {};
  const { once } = step;
  switch (step.do) {
    case "post":
      return { kind: "post_hold", id, hold: other, once, ...part };
    case "void":
      return { kind: "void_hold", id, hold: other, once, reason: "random" };
    case "expire":
      return { kind: "expire_hold", id, hold: other };
    case "reverse": {
      const isForced = step.amount % 5 === 0;
      return { kind: "reverse", id, original: other, once, ...part, reason: "random", isForced };
    }
    default:
      return step.do satisfies never;
  }
}

function movingOf(step: Moving, id: string, { accounts, transfers }: Names): Item {
  const { note, balancing, once } = step;
  const isPending = step.do === "hold";
  const isAll = balancing === "all";
  const item = moving(pick(accounts, step.from), pick(accounts, step.to), {
    id,
    amount: isAll ? "max" : BigInt(step.amount),
    isPending,
    once,
    ...(balancing !== undefined && { balancing: isAll ? "debit" : balancing }),
    ...(isPending && note !== undefined && { timeoutSeconds: 10 }),
    ...(note !== undefined && { metadata: { colour: note }, description: note }),
  });
  // Of those that may be posted by what is kept some are, and some are looked for.
  const isNew = transfers.indexOf(id) === transfers.length - 1;
  return isNew && step.amount % 2 === 0 ? { ...item, hasNewId: true } : item;
}

/** One of them; one that nobody knows, if there are none. */
function pick(from: readonly string[], at: number): string {
  return from[at % from.length] ?? randomUUID();
}
