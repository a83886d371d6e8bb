import type { StreamEvent } from "../../application/stream-event.ts";

/** How long a client waits before it connects again, in milliseconds. */
const RETRY_MS = 3_000;

/** What every stream begins with. */
export const STREAM_START = `retry: ${RETRY_MS}\n\n`;
/** A comment: it tells client and proxies that the connection lives. */
export const HEARTBEAT = ":\n\n";

/** An event on the wire. JSON holds no line break, so its data is one line. */
export function eventText(event: StreamEvent, listUrl: string): string {
  const id = event.id === undefined ? "" : `id: ${event.id}\n`;
  const data = event.event === "reset" ? { url: listUrl } : event.data;
  return `event: ${event.event}\n${id}data: ${JSON.stringify(data)}\n\n`;
}
