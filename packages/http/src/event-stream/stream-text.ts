/** How long a client waits before it connects again, in milliseconds. */
const RETRY_MS = 3_000;

/** What every stream begins with. */
export const STREAM_START = `retry: ${RETRY_MS}\n\n`;
/** A comment: it tells client and proxies that the connection lives. */
export const HEARTBEAT = ":\n\n";

/** One event of a stream. */
export type ServerSentEvent = {
  readonly event: string;
  /** What a client that comes back says it has. */
  readonly id?: string;
  /** Written as JSON, which holds no line break, so that it is one line. */
  readonly data: unknown;
};

/** An event on the wire. */
export function eventText({ event, id, data }: ServerSentEvent): string {
  const place = id === undefined ? "" : `id: ${id}\n`;
  return `event: ${event}\n${place}data: ${JSON.stringify(data)}\n\n`;
}
