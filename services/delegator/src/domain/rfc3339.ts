import { newYear, parseUtc } from "./utc-time.ts";

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME =
  /^(?<clock>\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?(?<zone>Z|[+-]\d{2}:\d{2})$/i;
/** Years for which the arithmetic holds; the chain began in 2018. */
const YEAR_MAX = 9999;

/** Minutes east of Greenwich; undefined for an offset that no clock shows. */
function zoneMinutes(zone: string): number | undefined {
  if (zone === "Z" || zone === "z") return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

/**
 * A date (its first second, UTC) or an RFC 3339 time to seconds since 1970; a fraction of a second is cut off.
 * Undefined for any other text and for days that do not exist.
 */
export function parseRfc3339(text: string): number | undefined {
  if (DATE.test(text)) return parseUtc(`${text}T00:00:00Z`);
  const { clock, zone } = TIME.exec(text)?.groups ?? {};
  if (clock === undefined || zone === undefined) return undefined;
  const time = parseUtc(`${clock.toUpperCase()}Z`);
  const minutes = zoneMinutes(zone);
  if (time === undefined || minutes === undefined) return undefined;
  const utc = time - minutes * 60;
  return utc < newYear(YEAR_MAX + 1) ? utc : undefined;
}
