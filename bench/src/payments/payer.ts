import { randomUUID } from "node:crypto";

import type { Kind, Tenant } from "./payers-questions.ts";

/** What is sent, and how an answer has to look like. */
export type Posting = {
  readonly path: string;
  readonly headers: string;
  readonly body: string;
  readonly status: number;
  readonly transfers: number;
};

/** Items of a batch. */
const BATCH = 100;
const PAID_IN = "1000000";

/** Makes the requests of one tenant, with as little work as possible. */
export class Payer {
  readonly #bank = randomUUID();
  readonly #accounts: readonly string[];
  readonly #authorization: string;
  /** Keys are of this tenant and this run. */
  readonly #name = randomUUID();
  #keys = 0;

  constructor({ token, accounts }: Tenant) {
    this.#accounts = Array.from({ length: accounts }, () => randomUUID());
    this.#authorization = `Authorization: Bearer ${token}\r\n`;
  }

  /** Opens the bank, and accounts that may not be overdrawn. */
  openings(): readonly Posting[] {
    const open = (id: string, limit: string) =>
      this.#posting("/v1/accounts", {
        body: `{"id":"${id}","ledger":"USD","code":2000,"normal_side":"credit","limit":"${limit}"}`,
      });
    const limit = "debits_must_not_exceed_credits";
    return [open(this.#bank, "none"), ...this.#accounts.map((id) => open(id, limit))];
  }

  /** Pays into all accounts. */
  payments(): readonly Posting[] {
    const items = this.#accounts.map((to) => moving(this.#bank, to, PAID_IN));
    return Array.from({ length: Math.ceil(items.length / BATCH) }, (_, at) =>
      this.#batch(items.slice(at * BATCH, (at + 1) * BATCH)),
    );
  }

  /** The next request of a kind that is new each time. */
  next(kind: Exclude<Kind, "replay">): Posting {
    if (kind === "batch") {
      return this.#batch(Array.from({ length: BATCH }, () => this.#moving(kind)));
    }
    return this.#posting("/v1/transfers", { body: this.#moving(kind) });
  }

  #batch(items: readonly string[]): Posting {
    const body = `{"transfers":[${items.join(",")}]}`;
    return this.#posting("/v1/transfers/batch", { body, status: 200, transfers: items.length });
  }

  #moving(kind: Kind): string {
    const from = this.#any(kind === "hot" ? 1 : 0);
    for (;;) {
      const to = kind === "hot" ? this.#accounts[0] : this.#any(0);
      if (to !== undefined && to !== from) return moving(from, to, "1");
    }
  }

  #any(least: number): string {
    const at = least + Math.floor(Math.random() * (this.#accounts.length - least));
    return this.#accounts[at] ?? "";
  }

  #posting(
    path: string,
    told: Pick<Posting, "body"> & Partial<Pick<Posting, "status" | "transfers">>,
  ): Posting {
    this.#keys += 1;
    const headers = `${this.#authorization}Idempotency-Key: ${this.#name}-${this.#keys}\r\n`;
    return { path, headers, status: 201, transfers: 1, ...told };
  }
}

function moving(from: string, to: string, amount: string): string {
  return `{"debit_account":"${from}","credit_account":"${to}","amount":"${amount}"}`;
}
