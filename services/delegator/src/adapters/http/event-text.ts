import { eventText as textOf } from "@holdfast/http/event-stream";

import type { StreamEvent } from "../../application/stream-event.ts";

/** An event on the wire; `listUrl` is what has to be read again after a reset. */
export function eventText(event: StreamEvent, listUrl: string): string {
  return textOf({ ...event, data: event.event === "reset" ? { url: listUrl } : event.data });
}
