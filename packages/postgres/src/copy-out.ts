import { setTimeout as sleep } from "node:timers/promises";

import type { ClientConfig } from "pg";
import { to as copyTo } from "pg-copy-streams";

import { cancelBackend } from "./cancel-backend.ts";
import type { Checkout } from "./checkout.ts";
import { CopySource } from "./copy-source.ts";
import { untilAborted } from "./until-aborted.ts";

type CopyOutOptions<T> = {
  readonly sql: string;
  readonly take: (chunks: AsyncIterable<Uint8Array>) => Promise<T>;
  /** How to reach the server a second time, to end a copy that nobody reads any more. */
  readonly settings: ClientConfig;
  readonly signal?: AbortSignal | undefined;
};

/** Streams what a `copy … to stdout` statement gives into `take`; returns what that makes of it. */
export async function copyOut<T>(checkout: Checkout, options: CopyOutOptions<T>): Promise<T> {
  const copy = checkout.client.query(copyTo(options.sql));
  const source = new CopySource(copy, (error) => checkout.explain(error, "not_applied"));
  const leave = async (): Promise<void> => {
    const drain = () => source.drain(new TypeError("the copy has been left"));
    if (!source.isOver) await end(checkout, options.settings, drain);
    if (!source.isOver) checkout.spoil();
    endLimit(copy);
  };
  try {
    const value = await untilAborted(() => options.take(source.chunks()), options.signal);
    if (source.failure !== undefined) throw source.failure;
    await leave();
    return value;
  } catch (error) {
    // Whatever its taker made of it, a copy that broke is the reason; one that was cancelled here is none.
    const reason = source.failure ?? error;
    await leave();
    throw reason;
  }
}

/**
 * Ends the time limit of a pool's statements, which the driver ends by a callback that no copy calls: its timer would keep
 * the process alive until the limit is over.
 */
function endLimit(copy: object): void {
  if ("callback" in copy && typeof copy.callback === "function") copy.callback();
}

/**
 * Leaves the connection without a running copy. A server that waits for room in the socket notices no cancellation, so
 * what is still on its way is read and thrown away. When that takes too long the connection is closed instead.
 */
async function end(
  checkout: Checkout,
  settings: ClientConfig,
  drain: () => Promise<void>,
): Promise<void> {
  const timeUp = new AbortController();
  await Promise.race([
    Promise.all([drain(), cancelBackend(checkout.client, settings)]),
    sleep(END_MS, undefined, { signal: timeUp.signal }),
  ]).catch(() => undefined);
  timeUp.abort();
}

/** Long enough for one connection, its answer and what the sockets hold. */
const END_MS = 1_000;
