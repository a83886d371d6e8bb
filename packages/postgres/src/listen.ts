import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

import { type ClientConfig, escapeIdentifier } from "pg";

import { asUnavailable } from "./as-unavailable.ts";
import { DatabaseUnavailable } from "./database-unavailable.ts";
import type { ListenOptions } from "./database.ts";
import { openClient } from "./open-client.ts";

/** Listens on a channel until the signal aborts, connecting again whenever the connection breaks. */
export async function listen(
  settings: ClientConfig,
  channel: string,
  options: ListenOptions,
): Promise<void> {
  let restMs = REST_MS_MIN;
  const onListening = (): void => {
    restMs = REST_MS_MIN;
    options.onListening?.();
  };
  while (!options.signal.aborted) {
    try {
      await listenOnce(settings, channel, { ...options, onListening });
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) throw error;
    }
    await sleep(restMs, undefined, { signal: options.signal }).catch(() => undefined);
    restMs = Math.min(2 * restMs, REST_MS_MAX);
  }
}

/** A restart is noticed soon, and a server that is away for long is not hammered. */
const REST_MS_MIN = 50;
const REST_MS_MAX = 5_000;

/** A server that has not answered by then has fallen silent. */
const LISTEN_MS = 10_000;

/** Returns when the connection breaks or the signal aborts. */
async function listenOnce(
  settings: ClientConfig,
  channel: string,
  { onNotify, onListening, signal }: ListenOptions,
): Promise<void> {
  await using client = await openClient(settings);
  client.on("notification", (notification) => onNotify(notification.payload ?? ""));
  const over = once(client, "end", { signal }).catch(() => undefined);
  try {
    const statement = { text: `listen ${escapeIdentifier(channel)}`, query_timeout: LISTEN_MS };
    await client.query(statement);
  } catch (error) {
    throw asUnavailable(error, "not_applied");
  }
  onListening?.();
  await over;
}
