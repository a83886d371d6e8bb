/**
 * An iterator that can be left while it waits: leaving aborts the signal first, where a generator would only take
 * notice once the value under way is there.
 */
export function cancellable<T>(
  start: (leaving: AbortSignal) => AsyncGenerator<T, void, void>,
): AsyncIterableIterator<T> {
  const leaving = new AbortController();
  const inner = start(leaving.signal);
  const leave = inner.return.bind(inner);
  inner.return = (value) => {
    leaving.abort();
    return leave(value);
  };
  return inner;
}
