import type { LogPage } from "./subscription-store.ts";

/** So many pages are read while one is handled, one after the other: the store rests neither then nor in between. */
const PAGES_AHEAD = 2;

/** Reads the log page by page, ahead of whoever takes them. */
export class ReadAhead {
  readonly #read: (after: bigint) => Promise<LogPage>;
  readonly #over: AbortSignal;
  readonly #pages: Promise<LogPage>[] = [];
  /** Where the page after the last one begins that has arrived, if the log went on there. */
  #goesOnAt: bigint | undefined;

  /** After `over` nothing is read any more that nobody has asked for. */
  constructor(read: (after: bigint) => Promise<LogPage>, over: AbortSignal) {
    this.#read = read;
    this.#over = over;
  }

  /** The next page, or the one after that position if none has been begun. */
  take(after: bigint): Promise<LogPage> {
    const page = this.#pages.shift() ?? this.#begin(after);
    this.#goOn();
    return page;
  }

  #begin(after: bigint): Promise<LogPage> {
    this.#goesOnAt = undefined;
    const page = this.#arrived(after);
    // Whoever takes it hears of it; nobody does when the batch before it fails.
    page.catch(() => undefined);
    return page;
  }

  async #arrived(after: bigint): Promise<LogPage> {
    const page = await this.#read(after);
    if (page.to < page.head) this.#goesOnAt = page.to;
    this.#goOn();
    return page;
  }

  #goOn(): void {
    if (this.#goesOnAt === undefined || this.#pages.length === PAGES_AHEAD) return;
    if (this.#over.aborted) return;
    this.#pages.push(this.#begin(this.#goesOnAt));
  }
}
