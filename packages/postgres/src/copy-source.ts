import type { CopyToStreamQuery } from "pg-copy-streams";

/**
 * What a running copy gives, to be taken one chunk at a time. Written out because the driver's stream tells of a
 * failure by an event alone, which a reader that has not begun, or has left, would miss.
 */
export class CopySource {
  /** Resolves when the server has nothing more to send, for whatever reason. */
  readonly over: Promise<void>;
  readonly #copy: CopyToStreamQuery;
  #ending: { readonly failure?: Error } | undefined;
  #wake = Promise.withResolvers<void>();
  #left: { readonly reason: Error } | undefined;

  constructor(copy: CopyToStreamQuery, explain: (error: unknown) => unknown) {
    const over = Promise.withResolvers<void>();
    const end = (ending: { readonly failure?: Error }): void => {
      this.#ending ??= ending;
      over.resolve();
      this.#wake.resolve();
    };
    this.over = over.promise;
    this.#copy = copy;
    copy.on("readable", () => this.#wake.resolve());
    copy.once("end", () => end({}));
    copy.on("error", (error) => {
      const failure = explain(error);
      end({ failure: failure instanceof Error ? failure : error });
    });
  }

  get isOver(): boolean {
    return this.#ending !== undefined;
  }

  /** Why the copy ended before its end, if it did. */
  get failure(): Error | undefined {
    return this.#ending?.failure;
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (this.#left !== undefined) throw this.#left.reason;
      const chunk: Buffer | null = this.#copy.read();
      if (chunk !== null) yield chunk;
      else if (this.#ending === undefined) await this.#next();
      else break;
    }
    if (this.failure !== undefined) throw this.failure;
  }

  /** Reads what is still on its way and throws it away; whoever asks for more of it is told the reason. */
  async drain(reason: Error): Promise<void> {
    this.#left = { reason };
    this.#wake.resolve();
    while (this.#ending === undefined) if (this.#copy.read() === null) await this.#next();
  }

  async #next(): Promise<void> {
    this.#wake = Promise.withResolvers();
    await this.#wake.promise;
  }
}
