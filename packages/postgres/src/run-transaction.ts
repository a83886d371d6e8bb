import type { ClientConfig } from "pg";

import type { Checkout } from "./checkout.ts";
import { copyIn } from "./copy-in.ts";
import { copyOut } from "./copy-out.ts";
import { endRunning } from "./end-running.ts";
import type { Transaction } from "./transaction.ts";
import { untilAborted } from "./until-aborted.ts";

type RunOptions = {
  /** How to reach the server a second time, to cancel what still runs at an abort. */
  readonly settings: ClientConfig;
  readonly signal?: AbortSignal;
};

/** Runs `work` inside the transaction that `checkout` has begun, and ends it. */
export async function runTransaction<T>(
  checkout: Checkout,
  work: (tx: Transaction) => Promise<T>,
  options: RunOptions,
): Promise<T> {
  const scope = new Scope(checkout, options);
  try {
    const value = await untilAborted(() => work(scope), options.signal);
    scope.close();
    await checkout.commit();
    return value;
  } catch (error) {
    scope.close();
    await leave(checkout, scope, options);
    throw error;
  }
}

/** The transaction as its callback sees it. */
class Scope implements Transaction {
  readonly #checkout: Checkout;
  readonly #options: RunOptions;
  readonly #running = new Set<Promise<unknown>>();
  #isOpen = true;

  constructor(checkout: Checkout, options: RunOptions) {
    this.#checkout = checkout;
    this.#options = options;
  }

  query: Transaction["query"] = (statement) =>
    this.#track(() => this.#checkout.run(statement, "not_applied"));

  copyIn: Transaction["copyIn"] = (sql, chunks) =>
    this.#track(() => copyIn(this.#checkout, sql, chunks));

  copyOut: Transaction["copyOut"] = (sql, take) =>
    this.#track(() => copyOut(this.#checkout, { ...this.#options, sql, take }));

  close(): void {
    this.#isOpen = false;
  }

  get isBusy(): boolean {
    return this.#running.size > 0;
  }

  /** Resolves when nothing runs any more; what ran may have failed. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running);
  }

  async #track<T>(run: () => Promise<T>): Promise<T> {
    if (!this.#isOpen) throw new TypeError("the transaction has ended");
    const running = run();
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }
}

/** Rolls back. A connection that cannot is closed by the pool, and the server then rolls back. */
async function leave(checkout: Checkout, scope: Scope, { settings }: RunOptions): Promise<void> {
  if (scope.isBusy) await endRunning(checkout, settings, () => scope.settled());
  if (!checkout.isSound) return;
  if (checkout.client.getTransactionStatus() === "I") return;
  try {
    await checkout.run({ text: "rollback" }, "not_applied", ROLLBACK_MS);
  } catch {
    checkout.spoil();
  }
}

/** A rollback is quick; without an answer the connection is closed, which rolls back as well. */
const ROLLBACK_MS = 10_000;
