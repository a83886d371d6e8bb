import { type Account, availableOf, type Books, keyOf, type Transfer } from "./books.ts";
import type { Known } from "./known.ts";
import type { Logged } from "./logged.ts";
import { wrongWithBeginning, wrongWithEnding, wrongWithReversal } from "./move-rules.ts";

type Say = (what: string) => void;
type Moved = Pick<Transfer, "id" | "kind" | "debit" | "credit" | "amount" | "pendingId">;
type Change = { readonly pending: bigint; readonly posted: bigint };

const ENDINGS = {
  HoldPosted: { kind: "post", how: "posted" },
  HoldVoided: { kind: "void", how: "voided" },
  HoldExpired: { kind: "expiry", how: "expired" },
} as const;
type HowItEnds = (typeof ENDINGS)[keyof typeof ENDINGS];

/** Moves money in the books as the log says, and tells where that breaks a rule. */
export class MoneyMoves {
  readonly #books: Books;
  readonly #known: Known;

  constructor(books: Books, known: Known) {
    this.#books = books;
    this.#known = known;
  }

  apply(event: Logged, say: Say): void {
    switch (event.type) {
      case "TransferPosted":
      case "TransferHeld":
        return this.#begin(event, say);
      case "HoldPosted":
      case "HoldVoided":
      case "HoldExpired":
        return this.#end(event, ENDINGS[event.type], say);
      case "TransferReversed":
        return this.#takeBack(event, say);
      case "TransferRejected":
        return this.#fail(event, say);
      default:
        return say("is not known");
    }
  }

  #begin(event: Logged, say: Say): void {
    const { tenant, transfer: id, debit_account: debit, credit_account: credit, mark } = event;
    if (id === null || debit === null || credit === null) return say("names no accounts");
    this.#demand(event, say);
    const amount = BigInt(event.amount ?? 0);
    const kind = kindOf(event);
    const moved = { id, kind, debit, credit, amount, pendingId: null };
    const isHold = kind === "pending";
    this.#record(event, moved, {
      change: { pending: isHold ? amount : 0n, posted: isHold ? 0n : amount },
      say,
    });
    const wrong = wrongWithBeginning({
      id,
      amount,
      debit: this.#account(tenant, debit),
      credit: this.#account(tenant, credit),
      isForced: this.#known.forced.has(mark ?? ""),
      hasFailed: this.#books.failed.has(keyOf(tenant, id)),
    });
    return sayAll(wrong, say);
  }

  /** What was asked for on a condition. */
  #demand({ tenant, mark }: Logged, say: Say): void {
    const condition = this.#known.conditions.get(mark ?? "");
    const account = this.#account(tenant, condition?.account ?? "");
    if (condition === undefined || account === undefined) return;
    const available = availableOf(account);
    if (available < condition.least) {
      say(
        `account ${account.id} had ${available} available, ${condition.least} were the condition`,
      );
    }
  }

  #end(event: Logged, { kind, how }: HowItEnds, say: Say): void {
    const { tenant, by, at } = event;
    const hold = this.#transfer(tenant, event.transfer);
    if (hold === undefined || by === null) return say(`there is no hold ${event.transfer}`);
    const { debit, credit, id: pendingId } = hold;
    const amount = BigInt(kind === "post" ? (event.amount ?? 0) : 0);
    const closed = [debit, credit].filter((id) => this.#account(tenant, id)?.status === "closed");
    sayAll(wrongWithEnding(hold, { kind, at, amount, closed }), say);
    const shown = kind === "post" ? amount : hold.amount;
    const moved = { id: by, kind, debit, credit, amount: shown, pendingId };
    this.#record(event, moved, { change: { pending: -hold.amount, posted: amount }, say });
    return this.#keep({ ...hold, ended: { how, by, amount } });
  }

  #takeBack({ tenant, transfer, by, amount: text }: Logged, say: Say): void {
    const original = this.#transfer(tenant, transfer);
    if (original === undefined) return say(`there is no transfer ${transfer}`);
    const amount = BigInt(text ?? 0);
    sayAll(wrongWithReversal(original, this.#transfer(tenant, by), amount), say);
    return this.#keep({ ...original, reversed: original.reversed + amount });
  }

  #fail({ tenant, transfer }: Logged, say: Say): void {
    if (this.#transfer(tenant, transfer) !== undefined) say(`transfer ${transfer} was made`);
    this.#books.failed.add(keyOf(tenant, transfer ?? ""));
  }

  #record(
    event: Logged,
    moved: Moved,
    { change, say }: { readonly change: Change; readonly say: Say },
  ): void {
    const { tenant, mark, quote, reverses, expires_at: expiresAt } = event;
    const debit = this.#account(tenant, moved.debit);
    const credit = this.#account(tenant, moved.credit);
    if (debit === undefined || credit === undefined) return say("one of its accounts is not there");
    if (debit.ledger !== credit.ledger) say(`moves ${debit.ledger} into ${credit.ledger}`);
    if (this.#transfer(tenant, moved.id) !== undefined) say(`${moved.id} is made twice`);
    const debitAfter = debited(debit, change);
    const creditAfter = credited(credit, change);
    this.#enter(debit, debitAfter, say);
    this.#enter(credit, creditAfter, say);
    const told = { tenant, mark, quote, reverses, expiresAt, ledger: debit.ledger, reversed: 0n };
    return this.#keep({ ...moved, ...told, debitAfter, creditAfter });
  }

  #enter(account: Account, after: Transfer["debitAfter"], say: Say): void {
    const isNegative = Object.values(after.counters).some((count) => count < 0n);
    if (isNegative) say(`leaves less than nothing in a counter of ${account.id}`);
    this.#books.accounts.set(keyOf(account.tenant, account.id), { ...account, ...after });
  }

  #account(tenant: string, id: string): Account | undefined {
    return this.#books.accounts.get(keyOf(tenant, id));
  }

  #transfer(tenant: string, id: string | null): Transfer | undefined {
    return this.#books.transfers.get(keyOf(tenant, id ?? ""));
  }

  #keep(transfer: Transfer): void {
    this.#books.transfers.set(keyOf(transfer.tenant, transfer.id), transfer);
  }
}

function kindOf({ type, reverses }: Logged): Transfer["kind"] {
  if (type === "TransferHeld") return "pending";
  return reverses === null ? "posted" : "reversal";
}

function debited({ version, counters }: Account, { pending, posted }: Change) {
  const debitsPending = counters.debitsPending + pending;
  const debitsPosted = counters.debitsPosted + posted;
  return { version: version + 1, counters: { ...counters, debitsPending, debitsPosted } };
}

function credited({ version, counters }: Account, { pending, posted }: Change) {
  const creditsPending = counters.creditsPending + pending;
  const creditsPosted = counters.creditsPosted + posted;
  return { version: version + 1, counters: { ...counters, creditsPending, creditsPosted } };
}

function sayAll(sentences: readonly string[], say: Say): void {
  for (const sentence of sentences) say(sentence);
}
