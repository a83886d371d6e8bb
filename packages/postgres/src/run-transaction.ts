import type { ClientConfig } from "pg";

import type { Checkout } from "./checkout.ts";
import { copyIn } from "./copy-in.ts";
import { copyOut } from "./copy-out.ts";
import { endRunning } from "./end-running.ts";
import type { Result } from "./result.ts";
import type { AnyRow } from "./row.ts";
import type { Statement } from "./statement.ts";
import type { Transaction } from "./transaction.ts";
import { untilAborted } from "./until-aborted.ts";

type RunOptions = {
  /** Whether statements may be sent before the ones before them are answered. */
  readonly isPipelined: boolean;
  /** Resolves when the transaction has begun; undefined if it has. */
  readonly begun: Promise<unknown> | undefined;
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
    await scope.kept();
    await checkout.commit();
    return value;
  } catch (error) {
    scope.close();
    const cause = options.signal?.aborted === true ? error : await scope.causeOf(error);
    await leave(checkout, scope, options);
    throw cause;
  }
}

/** The transaction as its callback sees it. */
class Scope implements Transaction {
  readonly #checkout: Checkout;
  readonly #options: RunOptions;
  readonly #running = new Set<Promise<unknown>>();
  readonly #expected: Promise<unknown>[] = [];
  #unanswered = 0;
  #isOpen = true;

  constructor(checkout: Checkout, options: RunOptions) {
    this.#checkout = checkout;
    this.#options = options;
    const { begun } = options;
    if (begun === undefined) return;
    this.#running.add(begun);
    this.#expect(begun.finally(() => this.#running.delete(begun)));
  }

  query: Transaction["query"] = (statement) =>
    this.#track(() => this.#checkout.run(statement, "not_applied"));

  // Members of the object itself, like the others, so that a copy of it has them.
  expect = <Row extends AnyRow>(statement: Statement, check: (result: Result<Row>) => void): void =>
    this.#expect(this.query<Row>(statement).then(check));

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

  /** Throws what an expected statement failed of. */
  async kept(): Promise<void> {
    for (const each of this.#expected) await each;
  }

  /** What an expected statement failed of is why those behind it failed. */
  async causeOf(error: unknown): Promise<unknown> {
    try {
      await this.kept();
      return error;
    } catch (cause) {
      return cause;
    }
  }

  #expect(expected: Promise<unknown>): void {
    this.#unanswered += 1;
    const answered = expected.finally(() => {
      this.#unanswered -= 1;
    });
    // It is told before the commit.
    answered.catch(() => undefined);
    this.#expected.push(answered);
  }

  /** Resolves when nothing runs any more; what ran may have failed. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running);
  }

  async #track<T>(run: () => Promise<T>): Promise<T> {
    this.#expectOpen();
    const mayRun = this.#options.isPipelined || this.#unanswered === 0;
    const running = mayRun ? run() : this.#afterExpected(run);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  async #afterExpected<T>(run: () => Promise<T>): Promise<T> {
    await this.kept();
    this.#expectOpen();
    return run();
  }

  #expectOpen(): void {
    if (!this.#isOpen) throw new TypeError("the transaction has ended");
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
