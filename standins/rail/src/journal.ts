import type { Fact } from "./fact.ts";

/** Where facts are kept. */
export type Journal = AsyncDisposable & {
  /** What was kept before, in order; asked for once, before the first `append`. */
  facts(): AsyncIterable<Fact>;
  append(fact: Fact): void;
  /** Settles when everything appended so far will be there after a crash; rejects for good once it cannot be. */
  flushed(): Promise<void>;
};

/** Forgets everything. */
export function noJournal(): Journal {
  return {
    // oxlint-disable-next-line require-yield -- there is nothing to yield.
    async *facts() {},
    append: () => undefined,
    flushed: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}
