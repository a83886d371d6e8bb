import type { Database, Statement, Transaction } from "@holdfast/postgres";

/** The process is dead: nothing it does reaches the database any more. */
class Killed extends Error {
  override readonly name = "Killed";
  readonly code = "killed";
}

/** At which statement a process dies, and whether the database still does that one. */
export type Death = { readonly statement: number; readonly isDone: boolean };

/** A database as a process sees it that dies at a statement, the begin and the commit of a transaction included. */
export function mortalDatabase(
  database: Database,
  death: Death | undefined,
  onDeath: () => void,
): Database {
  const life = new Life(death, onDeath);
  return {
    query: (statement) => life.step(() => database.query(statement)),
    queryInOrder: (statement) => life.step(() => database.queryInOrder(statement)),
    read: (statement) => life.step(() => database.read(statement)),
    async transaction(work, options) {
      // What begins or commits is a statement like any other; a death in between rolls back, as a lost connection does.
      await life.step(async () => undefined);
      const run = async (tx: Transaction) => {
        const result = await work(mortalTransaction(tx, life));
        life.beforeCommit();
        return result;
      };
      const result = await database.transaction(run, options);
      life.afterCommit();
      return result;
    },
    listen: (channel, options) => database.listen(channel, options),
    get load() {
      return database.load;
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

function mortalTransaction(tx: Transaction, life: Life): Transaction {
  return {
    ...tx,
    query: (statement: Statement) => life.step(() => tx.query(statement)),
    copyIn: (sql, chunks) => life.step(() => tx.copyIn(sql, chunks)),
  };
}

class Life {
  readonly #death: Death | undefined;
  readonly #onDeath: () => void;
  #statements = 0;
  #isDead = false;

  constructor(death: Death | undefined, onDeath: () => void) {
    this.#death = death;
    this.#onDeath = onDeath;
  }

  async step<T>(work: () => Promise<T>): Promise<T> {
    this.#refuseTheDead();
    this.#statements += 1;
    const isLast = this.#statements === this.#death?.statement;
    if (isLast && !(this.#death?.isDone ?? true)) this.#die();
    const result = await work();
    if (isLast) this.#die();
    this.#refuseTheDead(); // Another statement of this process was its last.
    return result;
  }

  beforeCommit(): void {
    this.#refuseTheDead();
    this.#statements += 1;
    if (this.#statements === this.#death?.statement && !this.#death.isDone) this.#die();
  }

  afterCommit(): void {
    if (this.#statements >= (this.#death?.statement ?? Infinity)) this.#die();
  }

  #refuseTheDead(): void {
    if (this.#isDead) throw new Killed("a dead process asks nothing");
  }

  #die(): never {
    this.#isDead = true;
    this.#onDeath();
    throw new Killed(`killed at statement ${this.#statements}`);
  }
}
