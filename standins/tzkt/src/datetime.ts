const SHAPE = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(\.\d{1,7})?(Z|[+-]\d\d:\d\d)?)?$/iu;

const MINUTE_SECONDS = 60;

/**
 * Seconds since 1970 of a date with or without time and zone, undefined when it is none.
 * The API takes whatever .NET's DateTimeOffset takes; these are the forms clients send. Without a
 * zone it means the server's, which is UTC.
 */
export function parseDatetime(text: string): number | undefined {
  const [shape, date, time = "00:00", second = ":00", fraction, zone] =
    SHAPE.exec(text.trim()) ?? [];
  if (shape === undefined) return undefined;
  const inUtc = `${date}T${time}${second}`;
  const milliseconds = Date.parse(`${inUtc}Z`);
  // A day beyond the end of its month would silently become one of the next.
  const isReal =
    !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(inUtc);
  return isReal ? milliseconds / 1000 + Number(fraction ?? 0) - zoneSeconds(zone) : undefined;
}

function zoneSeconds(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * MINUTE_SECONDS + Number(zone.slice(4, 6));
  return (zone.startsWith("-") ? -minutes : minutes) * MINUTE_SECONDS;
}
