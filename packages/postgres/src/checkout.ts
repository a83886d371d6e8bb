import type { PoolClient } from "pg";

import { asUnavailable } from "./as-unavailable.ts";
import { DatabaseUnavailable } from "./database-unavailable.ts";
import type { Result } from "./result.ts";
import type { AnyRow } from "./row.ts";
import type { Statement } from "./statement.ts";
import { TransactionRolledBack } from "./transaction-rolled-back.ts";

/**
 * A connection taken from the pool. It listens for errors of its own, since a connection that breaks
 * while nobody waits for an answer would otherwise end the process.
 */
export class Checkout implements Disposable {
  readonly client: PoolClient;
  readonly #onLost: () => void;
  #lost: Error | undefined;
  #isSpoiled = false;
  readonly #onError = (error: Error): void => {
    // The first error is the reason; the ones after it are its consequences.
    this.#lost ??= error;
  };

  /** `onLost` is told when a statement fails for want of the connection. */
  constructor(client: PoolClient, onLost: () => void) {
    this.client = client;
    this.#onLost = onLost;
    client.on("error", this.#onError);
  }

  /** Why the connection broke, if it did. */
  get lost(): Error | undefined {
    return this.#lost;
  }

  /** Whether the connection can still be used; not once it broke or was given up. */
  get isSound(): boolean {
    return this.#lost === undefined && !this.#isSpoiled;
  }

  /** Makes the pool close the connection instead of lending it again. */
  spoil(): void {
    this.#isSpoiled = true;
  }

  /** Runs a statement; without an answer within `timeoutMs` its connection counts as lost. */
  async run<Row extends AnyRow>(
    statement: Statement,
    whenLost: "not_applied" | "unknown",
    timeoutMs?: number,
  ): Promise<Result<Row>> {
    try {
      const values = statement.values === undefined ? [] : [...statement.values];
      const limited = { ...statement, values, query_timeout: timeoutMs };
      const { rows, rowCount } = await this.client.query<Row>(limited);
      return { rows, rowCount: rowCount ?? 0 };
    } catch (error) {
      throw this.explain(error, whenLost);
    }
  }

  /** Commits. PostgreSQL answers the commit of a failed transaction with a rollback, and no error. */
  async commit(): Promise<void> {
    // Known to be lost before the commit was sent, so nothing can have been committed.
    if (this.#lost !== undefined) throw new DatabaseUnavailable(this.#lost, "not_applied");
    try {
      const { command } = await this.client.query("commit");
      if (command !== "COMMIT") throw new TransactionRolledBack();
    } catch (error) {
      throw this.explain(error, "unknown");
    }
  }

  /** The error as the callers know it: a consequence of a broken connection tells the reason. */
  explain(error: unknown, whenLost: "not_applied" | "unknown"): unknown {
    const explained = asUnavailable(this.#lost ?? error, whenLost);
    // The last words of a server that stops arrive before the connection itself breaks.
    if (explained instanceof DatabaseUnavailable) {
      this.spoil();
      this.#onLost();
    }
    return explained;
  }

  [Symbol.dispose](): void {
    this.client.off("error", this.#onError);
    // A connection that is still inside a transaction must not reach the next caller.
    const isIdle = this.client.getTransactionStatus() === "I";
    this.client.release(!this.isSound || !isIdle);
  }
}
