/**
 * Callers share one reading, and it always begins after they asked: while one is under way all who come meanwhile wait
 * for the next. So nobody sees a state older than the question, and however many ask, one reads at a time.
 */
export function sharedReading<Result>(read: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | undefined;
  let next: Promise<Result> | undefined;

  const begin = (): Promise<Result> => {
    const reading = read();
    running = reading;
    const end = (): void => {
      if (running === reading) running = undefined;
    };
    reading.then(end, end);
    return reading;
  };

  return () => {
    if (next !== undefined) return next;
    if (running === undefined) return begin();
    const beginNext = (): Promise<Result> => {
      next = undefined;
      return begin();
    };
    next = running.then(beginNext, beginNext);
    return next;
  };
}
