/**
 * An iterator that can be left while it waits: leaving aborts the signal first, where a generator would only take
 * notice once the value under way is there.
 */
export function cancellable<T>(
  start: (leaving: AbortSignal) => AsyncGenerator<T>,
): AsyncIterableIterator<T> {
  const leaving = new AbortController();
  const inner = start(leaving.signal);
  return {
    next: () => inner.next(),
    async return() {
      leaving.abort();
      await inner.return(undefined);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
