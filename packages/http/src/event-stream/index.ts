export { acceptsEventStream } from "./accepts-event-stream.ts";
export { type AtMost, atMost } from "./at-most.ts";
export { beginEventStream } from "./begin-event-stream.ts";
export { EventWriter, type EventWriterOptions } from "./event-writer.ts";
export { StreamClients } from "./stream-clients.ts";
export { eventText, type ServerSentEvent, STREAM_START } from "./stream-text.ts";
