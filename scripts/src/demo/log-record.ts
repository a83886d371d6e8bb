/** A line of a service's log. */
export type LogRecord = Readonly<Record<string, unknown>>;

/** The record of a line; undefined for what is not JSON. */
export function parseRecord(line: string): LogRecord | undefined {
  try {
    const record: unknown = JSON.parse(line);
    return typeof record === "object" && record !== null ? { ...record } : undefined;
  } catch {
    return undefined;
  }
}

/** A number of a record; 0 when there is none. */
export function numberOf(record: LogRecord, key: string): number {
  const value = record[key];
  return typeof value === "number" ? value : 0;
}
