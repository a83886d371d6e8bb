import { type Account, roomOf, type Transfer } from "./books.ts";

type Rule = readonly [isBroken: boolean, sentence: string];

/** A hold or a movement that begins, both accounts as it leaves them, and what it is about. */
export type Beginning = {
  readonly id: string;
  readonly amount: bigint;
  readonly debit: Account | undefined;
  readonly credit: Account | undefined;
  readonly isForced: boolean;
  readonly hasFailed: boolean;
};

/** What is wrong with a beginning. */
export function wrongWithBeginning(beginning: Beginning): readonly string[] {
  const { id, amount, debit, credit, isForced, hasFailed } = beginning;
  return broken([
    [amount <= 0n, `moves ${amount}`],
    [debit?.id === credit?.id, "moves money from an account to itself"],
    [hasFailed, `transfer ${id} had failed for good`],
    ...[debit, credit].map((each): Rule => [
      each?.status !== "open",
      `account ${each?.id} is ${each?.status}`,
    ]),
    ...(isForced ? [] : [debitRule(debit), creditRule(credit)]),
  ]);
}

function debitRule(account: Account | undefined): Rule {
  return limitRule(account, "debits_must_not_exceed_credits");
}

function creditRule(account: Account | undefined): Rule {
  return limitRule(account, "credits_must_not_exceed_debits");
}

/** Of what one side of an account is not allowed; the other side takes whatever comes. */
function limitRule(account: Account | undefined, limit: string): Rule {
  const room = account?.limit === limit ? (roomOf(account) ?? 0n) : 0n;
  return [room < 0n, `account ${account?.id} is ${-room} beyond its limit`];
}

/** A hold that ends: how, when, and how much of it is posted. */
export type Ending = {
  readonly kind: Transfer["kind"];
  readonly at: string;
  readonly amount: bigint;
  readonly closed: readonly string[];
};

/** What is wrong with how a hold ends. */
export function wrongWithEnding(hold: Transfer, ending: Ending): readonly string[] {
  const { id, expiresAt, ended } = hold;
  const { kind, at, amount, closed } = ending;
  const isOver = expiresAt !== null && at >= expiresAt;
  return broken([
    [hold.kind !== "pending", `${id} is no hold`],
    [ended !== undefined, `hold ${id} was ${ended?.how} before`],
    [isOver !== (kind === "expiry"), `hold ${id} ${isOver ? "was" : "was not"} over`],
    [amount > hold.amount || amount < 0n, `posts ${amount} of ${hold.amount}`],
    ...closed.map((account): Rule => [kind !== "expiry", `account ${account} is closed`]),
  ]);
}

/** What is wrong with taking so much of a transfer back by another one. */
export function wrongWithReversal(
  original: Transfer,
  back: Transfer | undefined,
  amount: bigint,
): readonly string[] {
  const { id, kind, reversed } = original;
  const wanted = [id, amount, original.credit, original.debit].join(" ");
  const is = [back?.reverses, back?.amount, back?.debit, back?.credit].join(" ");
  return broken([
    [
      reversed + amount > original.amount,
      `${reversed + amount} of ${original.amount} are taken back`,
    ],
    [!["posted", "post", "reversal"].includes(kind), `takes back a ${kind}`],
    [is !== wanted, `${back?.id} does not take ${id} back`],
  ]);
}

function broken(rules: readonly Rule[]): readonly string[] {
  return rules.flatMap(([isBroken, sentence]) => (isBroken ? [sentence] : []));
}
