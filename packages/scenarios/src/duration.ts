/** How long: the parts add up. */
export type Duration = {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
};

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

/** Milliseconds. Throws a RangeError for what is not a time to pass. */
export function durationMs({ days = 0, hours = 0, minutes = 0, seconds = 0 }: Duration): number {
  const ms = [days, hours, minutes, seconds].reduce(
    (sum, count, at) => sum + count * (UNITS[at]?.[1] ?? 0),
    0,
  );
  if (Number.isSafeInteger(ms) && ms > 0) return ms;
  throw new RangeError(`time passes in whole milliseconds, from 1 up: ${ms} is not possible`);
}

/** "1 day and 2 hours". */
export function durationText(ms: number): string {
  let rest = ms;
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = unit === "second" ? rest / size : Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}${count === 1 ? "" : "s"}`);
  }
  return [parts.slice(0, -1).join(", "), parts.at(-1)].filter(Boolean).join(" and ");
}
