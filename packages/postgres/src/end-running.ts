import { setTimeout as sleep } from "node:timers/promises";

import type { ClientConfig } from "pg";

import { cancelBackend } from "./cancel-backend.ts";
import type { Checkout } from "./checkout.ts";

/**
 * Cancels what a connection runs and that nobody waits for any more; `ended` resolves when it has ended. When that takes
 * too long the connection is closed instead, also if only the cancellation is late: it would end a later statement.
 */
export async function endRunning(
  checkout: Checkout,
  settings: ClientConfig,
  ended: () => Promise<unknown>,
): Promise<void> {
  const timeUp = new AbortController();
  const isEnded = await Promise.race([
    Promise.all([ended(), cancelBackend(checkout.client, settings)]).then(() => true),
    sleep(END_MS, false, { signal: timeUp.signal }),
  ]).catch(() => false);
  timeUp.abort();
  if (!isEnded) checkout.spoil();
}

/** Long enough for one connection, its answer and what the sockets hold. */
const END_MS = 1_000;
