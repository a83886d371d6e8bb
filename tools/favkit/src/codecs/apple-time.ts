/** The epoch of Apple's times, 2001-01-01 UTC, in seconds since 1970. */
export const APPLE_EPOCH_SECONDS = 978_307_200;

/** A time of a file as a date; undefined when a date cannot express it. */
export function dateOfAppleTime(seconds: number): Date | undefined {
  const date = new Date((seconds + APPLE_EPOCH_SECONDS) * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
