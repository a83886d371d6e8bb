import { setTimeout as sleep } from "node:timers/promises";

import pg, { type ClientConfig, type PoolClient } from "pg";

import { asUnavailable } from "./as-unavailable.ts";
import { Checkout } from "./checkout.ts";
import { DatabaseOverloaded } from "./database-overloaded.ts";
import type { DatabaseLoad } from "./database.ts";
import { hold } from "./hold.ts";

type PoolLimits = {
  readonly max: number;
  readonly maxWaiting: number;
  readonly holdMs: number;
  readonly onConnectionError: (error: Error) => void;
  readonly onLost: () => void;
};

/** The driver's pool with a limit on who may wait, and callers held while the server is away. */
export class ConnectionPool implements AsyncDisposable {
  readonly #pool: pg.Pool;
  readonly #limits: PoolLimits;
  #held = 0;

  constructor(settings: ClientConfig, limits: PoolLimits) {
    this.#limits = limits;
    this.#pool = new pg.Pool({ ...settings, max: limits.max });
    // The pool repeats the errors of idle connections, which were heard from the connection itself;
    // without a listener that repetition would end the process.
    this.#pool.on("error", () => undefined);
    this.#pool.on("connect", (client) =>
      client.on("error", limits.onConnectionError).on("error", limits.onLost),
    );
  }

  get load(): DatabaseLoad {
    const { totalCount, idleCount, waitingCount } = this.#pool;
    return { total: totalCount, idle: idleCount, waiting: waitingCount + this.#held };
  }

  /** Takes a connection now, or when one becomes free. */
  async take(): Promise<Checkout> {
    const { totalCount, idleCount, waitingCount } = this.#pool;
    // Callers of this very moment are in the queue already, though a connection is free for them.
    const free = idleCount + this.#limits.max - totalCount - waitingCount;
    const waiting = Math.max(0, -free) + this.#held;
    const mustWait = free <= 0 || this.#held > 0;
    if (mustWait && waiting >= this.#limits.maxWaiting) throw new DatabaseOverloaded(waiting);
    return new Checkout(await this.#connect(), this.#limits.onLost);
  }

  /** Tries again while the database is away, up to the limit. */
  hold<T>(attempt: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const clock = {
      nowMs: () => performance.now(),
      sleep: (ms: number) => this.#rest(ms, signal),
    };
    return hold(attempt, { holdMs: this.#limits.holdMs, clock });
  }

  async #rest(ms: number, signal: AbortSignal | undefined): Promise<void> {
    this.#held += 1;
    try {
      await sleep(ms, undefined, { signal });
    } finally {
      this.#held -= 1;
    }
  }

  async #connect(): Promise<PoolClient> {
    if (this.#pool.ending) throw new TypeError("the database has been disposed of");
    try {
      return await this.#pool.connect();
    } catch (error) {
      if (error instanceof Error && error.message === WAITED_TOO_LONG) {
        throw new DatabaseOverloaded(this.load.waiting, { cause: error });
      }
      throw asUnavailable(error, "not_applied");
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#pool.ending) await this.#pool.end();
  }
}

/** What the pool says to a caller for whom no connection became free; it gives the error no code. */
const WAITED_TOO_LONG = "timeout exceeded when trying to connect";
