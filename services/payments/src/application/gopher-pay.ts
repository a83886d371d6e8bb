import { formatMoney, isRefused, money } from "@holdfast/money";

import type { Account } from "../domain/account.ts";
import { balancesOf } from "../domain/balances.ts";
import { CURRENCIES } from "../domain/currencies.ts";
import type { LedgerCommand, NewTransfer } from "../domain/ledger-command.ts";
import type { LedgerRefusal } from "../domain/ledger-refusal.ts";
import type { AccountHistory, StatementPage } from "./account-history.ts";
import type { ListAccounts } from "./account-list.ts";
import { GopherPayRefused, noAccount } from "./gopher-pay-refused.ts";
import type { AccountReader } from "./ledger-readers.ts";
import type { LedgerDone, LedgerDoor } from "./ledger-request.ts";

/** What GopherPay stands on here: the ledger of one tenant. */
export type GopherPayParts = {
  readonly tenant: string;
  readonly door: LedgerDoor;
  readonly accounts: AccountReader;
  readonly list: ListAccounts;
  readonly history: AccountHistory;
  /** The same id for the same name, each time. */
  readonly idOf: (name: string) => string;
  readonly newId: () => string;
};

/** Money of a currency, in minor units. */
export type Sum = { readonly amount: bigint; readonly currency: string };

/** An account as GopherPay shows it. */
export type ShownAccount = {
  readonly number: string;
  readonly balance: string;
  readonly ledgers: readonly { readonly action: string }[];
};

/** Accounts of customers and of the house in the chart of accounts. */
const CUSTOMER = 2_000;
const CAPITAL = 3_000;
const PAYMENT = 1;
/** One minor unit has to stay on an account: GopherPay's balances stay above nothing. */
const STAYS = 1n;
/** Accounts and entries that are looked at at most; there are no pages. */
const SHOWN_MAX = 10_000;
const PAGE = 100;

/** GopherPay on a ledger: what an account begins with comes from the capital of the house, and moves with both sides or not at all. */
export class GopherPay {
  readonly #parts: GopherPayParts;

  constructor(parts: GopherPayParts) {
    this.#parts = parts;
  }

  /**
   * Opens an account with some money; asked again after it died half-way, it finishes. What the account is to
   * begin with is in its id, so that one which waits for its money is told from one that was opened without any.
   */
  async open(number: string, sum: Sum): Promise<Omit<ShownAccount, "ledgers">> {
    const { idOf } = this.#parts;
    expectCurrency(sum.currency);
    const capital = idOf(`capital ${sum.currency}`);
    const account = idOf(`opening ${number} with ${sum.amount}`);
    const opened = { type: "OpenAccount", ledger: sum.currency, normalSide: "credit" } as const;
    const house = { account: capital, code: CAPITAL, limit: "none", minAvailable: 0n } as const;
    await this.#do({ ...opened, ...house });
    const limit = "debits_must_not_exceed_credits";
    const customer = { account, number, code: CUSTOMER, limit, minAvailable: STAYS } as const;
    const taken = (): GopherPayRefused =>
      new GopherPayRefused("taken", `cannot open account: account ${number} already exists`);
    const { isNew } = await this.#do({ ...opened, ...customer }, taken);
    const { amount } = sum;
    if (amount === 0n) {
      if (!isNew) throw taken();
    } else {
      const id = idOf(`deposit ${number}`);
      const deposit = moved({ id, amount, debitAccount: capital, creditAccount: account });
      const { results } = await this.#do(deposit, taken);
      if (results[0]?.status !== "created") throw taken();
    }
    return { number, balance: shown(sum.currency, sum.amount) };
  }

  /** Numbers of all accounts, in the order in which they were opened. */
  async numbers(): Promise<readonly string[]> {
    const { list, tenant } = this.#parts;
    const numbers: string[] = [];
    let place: { after?: { at: string; id: string } } = {};
    while (numbers.length < SHOWN_MAX) {
      const { items, next } = await list(tenant, { code: CUSTOMER }, { ...place, limit: PAGE });
      numbers.push(...items.flatMap((each) => each.number ?? []));
      if (next === undefined) break;
      place = { after: next };
    }
    return numbers;
  }

  /** An account with what has happened to it. */
  async show(number: string): Promise<ShownAccount> {
    const account = await this.#account(number);
    const { posted } = balancesOf(account.normalSide, account.counters);
    const ledgers = await this.#lines(account);
    return { number, balance: shown(account.ledger, posted), ledgers };
  }

  /** Moves money between two accounts, by their numbers; the sentence that tells of it. */
  async transfer(from: string, to: string, { amount, currency }: Sum): Promise<string> {
    if (from === to) {
      throw new GopherPayRefused("refused", `cannot transfer money to the same account: ${from}`);
    }
    const payer = await this.#account(from);
    const payee = await this.#account(to);
    const mismatch = "Currencies don't match";
    if (payer.ledger !== currency) throw cannotSend(from, to, mismatch);
    if (payee.ledger !== currency) {
      const message = `cannot receive money from ${from} to ${to}: ${mismatch}`;
      throw new GopherPayRefused("refused", message);
    }
    const sides = { debitAccount: payer.id, creditAccount: payee.id };
    const command = moved({ id: this.#parts.newId(), amount, ...sides });
    await this.#do(command, (refusal) => cannotSend(from, to, because(refusal, payer)));
    return `${shown(currency, amount)} transfered from ${from} to ${to}`;
  }

  async #account(number: string): Promise<Account> {
    const { accounts, tenant } = this.#parts;
    const account = await accounts.byNumber(tenant, number);
    if (account === undefined) throw noAccount(number);
    return account;
  }

  async #do(
    command: LedgerCommand,
    refused: (refusal: LedgerRefusal) => GopherPayRefused = ({ sentence }) =>
      new GopherPayRefused("refused", sentence),
  ): Promise<LedgerDone> {
    const { door, tenant, newId } = this.#parts;
    const outcome = await door.execute({ tenant, commandId: newId(), command });
    if (outcome.status === "refused") throw refused(outcome.refusal);
    if (outcome.status === "key_reused") throw new RangeError("a new id was used before");
    return outcome;
  }

  /** What was moved; that money was held or released is nothing that GopherPay knows. */
  async #lines({ id, ledger }: Account): Promise<readonly { readonly action: string }[]> {
    const { history, tenant } = this.#parts;
    const numbers = new Map<string, string | undefined>();
    const lines: { readonly action: string }[] = [];
    let after: bigint | undefined = 0n;
    for (let read = 0; after !== undefined && read < SHOWN_MAX; read += PAGE) {
      const page: StatementPage | undefined = await history.statement(tenant, id, {
        after,
        limit: PAGE,
      });
      if (page === undefined) break;
      for (const { side, counterparty, amount } of page.lines.filter(movesMoney)) {
        const number = await this.#numberOf(counterparty, numbers);
        const way = side === "debit" ? "to" : "from";
        const what = number === undefined ? "Deposit" : `Transfer ${way} ${number}`;
        lines.push({ action: `${what}, ${shown(ledger, amount)}` });
      }
      after = page.next;
    }
    return lines;
  }

  /** Undefined for the capital of the house. Each is looked up once. */
  async #numberOf(id: string, known: Map<string, string | undefined>): Promise<string | undefined> {
    if (known.has(id)) return known.get(id);
    const { accounts, tenant } = this.#parts;
    const number = (await accounts.byId(tenant, id))?.number;
    known.set(id, number);
    return number;
  }
}

function movesMoney({ amount }: StatementPage["lines"][number]): boolean {
  return amount > 0n;
}

function expectCurrency(code: string): void {
  const currency = CURRENCIES.find(code);
  if (isRefused(currency)) throw new GopherPayRefused("invalid", currency.sentence);
}

function shown(code: string, minor: bigint): string {
  const currency = CURRENCIES.find(code);
  return isRefused(currency) ? `${minor} ${code}` : formatMoney(money(currency, minor));
}

function moved(
  told: Pick<NewTransfer, "id" | "debitAccount" | "creditAccount"> & { readonly amount: bigint },
): LedgerCommand {
  const rest = { code: PAYMENT, isPending: false, conditions: [], once: "success" } as const;
  return {
    type: "PostTransfers",
    isAtomic: false,
    items: [{ kind: "transfer", ...told, ...rest }],
  };
}

function cannotSend(from: string, to: string, why: string): GopherPayRefused {
  return new GopherPayRefused("refused", `cannot send transfer from ${from} to ${to}: ${why}`);
}

/** Why, with the balance that there would have been. */
function because(refusal: LedgerRefusal, payer: Account): string {
  if (refusal.code !== "insufficient_funds") return refusal.sentence;
  const { available, required, currency } = refusal.data;
  return `balance ${shown(currency, available + payer.minAvailable - required)} is not high enough`;
}
