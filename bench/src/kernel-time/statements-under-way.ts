import type { Database } from "@holdfast/postgres";

/** Statements that were sent and not answered yet: each goes by the clock as it was when it was sent. */
export class StatementsUnderWay {
  readonly #sent = new Set<Promise<unknown>>();

  /** A database whose single statements are known here. */
  of(database: Database): Database {
    return {
      ...database,
      query: (statement) => this.#known(database.query(statement)),
      get load() {
        return database.load;
      },
    };
  }

  /** Waits for those that were sent before, however they end. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#sent);
  }

  #known<T>(answer: Promise<T>): Promise<T> {
    const known = answer.finally(() => this.#sent.delete(known));
    this.#sent.add(known);
    return known;
  }
}
