/** Ends every message of the hub and of its clients. */
export const SEPARATOR = "\u001e";

/** The channels one can subscribe to. */
export type Channel = "operations" | "blocks" | "head";

/** The answer to a handshake that is understood. */
export const HANDSHAKE_DONE = "{}";
/** Tells that somebody is there, and nothing else. */
export const PING = '{"type":6}';

/** The first message on a channel: `level` is covered already. */
export function stateMessage(channel: Channel, level: number): string {
  return pushed(channel, `{"type":0,"state":${level}}`);
}

/** New things up to `level`; `data` is JSON. */
export function dataMessage(channel: Channel, level: number, data: string): string {
  return pushed(channel, `{"type":1,"state":${level},"data":${data}}`);
}

/** Everything above `level` is void. */
export function reorgMessage(channel: Channel, level: number): string {
  return pushed(channel, `{"type":2,"state":${level}}`);
}

/** The answer to a call: the present level or what was wrong. */
export function completion(
  invocationId: string,
  outcome: { readonly result: number } | { readonly error: string },
): string {
  return JSON.stringify({ type: 3, invocationId, ...outcome });
}

/** The server's last word. */
export function closeMessage(reason: {
  readonly error?: string;
  readonly allowReconnect?: boolean;
}): string {
  return JSON.stringify({ type: 7, ...reason });
}

/** How messages are spread over WebSocket messages. */
export type Framing = "single" | "split" | "joined";

/** The WebSocket messages that carry these messages. */
export function framed(messages: readonly string[], framing: Framing): readonly string[] {
  const ended = messages.map((message) => message + SEPARATOR);
  if (framing === "joined") return ended.length === 0 ? [] : [ended.join("")];
  if (framing === "single") return ended;
  return ended.flatMap((text) => [text.slice(0, text.length >> 1), text.slice(text.length >> 1)]);
}

function pushed(channel: Channel, argument: string): string {
  return `{"type":1,"target":"${channel}","arguments":[${argument}]}`;
}
