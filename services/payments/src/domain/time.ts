/** So many seconds after a time; both RFC 3339 in UTC with milliseconds, which are in order as texts. */
export function later(time: string, seconds: number): string {
  return new Date(Date.parse(time) + seconds * 1_000).toISOString();
}

/** The latest of some times. */
export function latest(first: string, ...others: readonly string[]): string {
  return others.reduce((last, each) => (each > last ? each : last), first);
}
