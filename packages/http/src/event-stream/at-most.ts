/** Runs work, but no more at a time than it was made for; the rest waits its turn in order. */
export type AtMost = <T>(work: () => Promise<T>) => Promise<T>;

/** Lets so many run at a time. */
export function atMost(count: number): AtMost {
  const waiting: (() => void)[] = [];
  let free = count;
  const enter = async (): Promise<void> => {
    if (free > 0) {
      free -= 1;
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.push(resolve);
    await promise;
  };
  // Whoever is let in takes over the place, so that nobody who comes meanwhile can.
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return async (work) => {
    await enter();
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
