/** Writes a batch; batches never overlap and come in the order of the items. */
type WriteBatch<Item> = (items: readonly Item[]) => Promise<void>;

/**
 * Writes items one batch after the other: while a batch is being written the next one gathers, so that many items share
 * one transaction when the writer is the slower side. After a failure nothing more is written.
 */
export class BatchQueue<Item> {
  readonly #write: WriteBatch<Item>;
  readonly #itemsMax: number;
  #gathering: Item[] = [];
  #running: Promise<void> | undefined;
  #failure: { readonly cause: unknown } | undefined;

  /** At most `itemsMax` items make a batch, and as many wait for the next. */
  constructor(write: WriteBatch<Item>, itemsMax: number) {
    this.#write = write;
    this.#itemsMax = itemsMax;
  }

  /** Resolves when there is room for another item; rejects once a batch has failed. */
  async push(item: Item): Promise<void> {
    this.#rethrow();
    this.#gathering.push(item);
    this.#running ??= this.#run();
    while (this.#gathering.length >= this.#itemsMax && this.#running !== undefined) {
      await this.#running;
      this.#rethrow();
    }
  }

  /** Resolves when everything pushed has been written. */
  async flush(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
    this.#rethrow();
  }

  /** One batch, then the next if items have gathered meanwhile. Never rejects: the failure is kept. */
  async #run(): Promise<void> {
    await Promise.resolve(); // Items pushed in the same turn go together.
    const items = this.#gathering;
    this.#gathering = [];
    try {
      await this.#write(items);
    } catch (error) {
      this.#failure ??= { cause: error };
      this.#gathering = [];
    }
    this.#running = this.#gathering.length > 0 ? this.#run() : undefined;
  }

  #rethrow(): void {
    if (this.#failure !== undefined) throw this.#failure.cause;
  }
}
