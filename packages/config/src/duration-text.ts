const MS_PER_UNIT = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

type Unit = keyof typeof MS_PER_UNIT;

/** A duration as people write it, for example `200ms`, `5s`, `24h`. */
export type DurationText = `${number}${Unit}`;

const WHOLE = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g;
const UNITS_LARGEST_FIRST = ["d", "h", "m", "s"] as const;

const isUnit = (text: string): text is Unit => Object.hasOwn(MS_PER_UNIT, text);

/** Milliseconds of `5s`, `1.5s` or `1m30s`; undefined when the text is none of these or no whole number of milliseconds. */
export function durationMs(text: string): number | undefined {
  // Zero is the one length that needs no unit.
  if (text === "0") return 0;
  if (!WHOLE.test(text)) return undefined;
  let totalMs = 0;
  for (const [, count, unit] of text.matchAll(PART)) {
    if (unit !== undefined && isUnit(unit)) totalMs += Number(count) * MS_PER_UNIT[unit];
  }
  return Number.isSafeInteger(totalMs) ? totalMs : undefined;
}

/** The shortest single-unit text of a whole number of milliseconds: 90000 is `90s`, 60000 is `1m`. */
export function durationText(ms: number): string {
  const unit = UNITS_LARGEST_FIRST.find((unit) => ms !== 0 && ms % MS_PER_UNIT[unit] === 0) ?? "ms";
  return `${ms / MS_PER_UNIT[unit]}${unit}`;
}
