const DAY_SECONDS = 86_400;
/** Days of a common year before the first of each month. */
const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365] as const;
const ZERO = "0".charCodeAt(0);

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** Days since 1970-01-01 of the first of January, in the proleptic Gregorian calendar. */
function newYearDays(year: number): number {
  const before = year - 1;
  const leaps = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  return 365 * (year - 1970) + leaps - 477; // 477 leap days lie before 1970.
}

function daysBefore(year: number, month: number): number {
  return (DAYS_BEFORE_MONTH[month - 1] ?? NaN) + (month > 2 && isLeap(year) ? 1 : 0);
}

function monthDays(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return (DAYS_BEFORE_MONTH[month] ?? NaN) - (DAYS_BEFORE_MONTH[month - 1] ?? NaN);
}

/** The number written in the digits `from` to `to`, NaN when anything else stands there. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Seconds since 1970 of the first second of a UTC year. */
export function newYear(year: number): number {
  return newYearDays(year) * DAY_SECONDS;
}

function parseDay(text: string): number {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const isDay = day >= 1 && day <= monthDays(year, month); // Comparing with the NaN of month 13 is false.
  return isDay ? newYearDays(year) + daysBefore(year, month) + day - 1 : NaN;
}

function parseClock(text: string): number {
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  return hour > 23 || minute > 59 || second > 59 ? NaN : hour * 3600 + minute * 60 + second;
}

function hasUtcMarks(text: string): boolean {
  return (
    text.length === 20 &&
    text[4] === "-" &&
    text[7] === "-" &&
    text[10] === "T" &&
    text[13] === ":" &&
    text[16] === ":" &&
    text[19] === "Z"
  );
}

/**
 * `YYYY-MM-DDTHH:MM:SSZ` to seconds since 1970; undefined for any other text and for days that do not exist.
 * Written out because 760,930 of them are read in a sync and a regular expression costs three times as much.
 */
export function parseUtc(text: string): number | undefined {
  if (!hasUtcMarks(text)) return undefined;
  const time = parseDay(text) * DAY_SECONDS + parseClock(text);
  return Number.isNaN(time) ? undefined : time;
}

/** The UTC year that contains a time in seconds since 1970. */
export function yearOf(time: number): number {
  // A mean Gregorian year has 365.2425 days, so the guess is off by one at most.
  const guess = 1970 + Math.floor(time / (365.2425 * DAY_SECONDS));
  if (time < newYear(guess)) return guess - 1;
  return time >= newYear(guess + 1) ? guess + 1 : guess;
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

/** Seconds since 1970 as `YYYY-MM-DDTHH:MM:SSZ`. */
export function formatUtc(time: number): string {
  const year = yearOf(time);
  const ofYear = time - newYear(year);
  const dayOfYear = Math.floor(ofYear / DAY_SECONDS);
  let month = 12;
  while (daysBefore(year, month) > dayOfYear) month -= 1;
  const day = dayOfYear - daysBefore(year, month) + 1;
  const ofDay = ofYear % DAY_SECONDS;
  const clock = [Math.floor(ofDay / 3600), Math.floor(ofDay / 60) % 60, ofDay % 60];
  return `${year}-${twoDigits(month)}-${twoDigits(day)}T${clock.map(twoDigits).join(":")}Z`;
}
