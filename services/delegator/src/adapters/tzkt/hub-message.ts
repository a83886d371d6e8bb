import type { TipHint } from "../../application/wakeups.ts";

/** The kinds of messages on TzKT's channels (Tzkt.Api, `MessageType`). */
const REORG = 2;

/**
 * What a message of a channel hints at. A reorg names the newest level that is still valid; every other message names
 * the newest level it covers. Undefined for what is no message.
 */
export function hintOf(message: unknown): TipHint | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  if (!("type" in message) || !("state" in message)) return undefined;
  const { type, state } = message;
  if (typeof state !== "number" || !Number.isSafeInteger(state)) return undefined;
  return type === REORG ? { reorgTo: state } : { head: state };
}
