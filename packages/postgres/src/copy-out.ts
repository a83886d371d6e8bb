import type { ClientConfig } from "pg";
import { to as copyTo } from "pg-copy-streams";

import type { Checkout } from "./checkout.ts";
import { CopySource } from "./copy-source.ts";
import { endRunning } from "./end-running.ts";
import { TransactionRolledBack } from "./transaction-rolled-back.ts";
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
    // A server that waits for room in the socket notices no cancellation, so what is still on its way is read.
    const drain = () => source.drain(new TypeError("the copy has been left"));
    if (!source.isOver) await endRunning(checkout, options.settings, drain);
    endLimit(copy);
  };
  let value: T;
  try {
    value = await untilAborted(() => options.take(source.chunks()), options.signal);
    if (source.failure !== undefined) throw source.failure;
  } catch (error) {
    // Whatever its taker made of it, a copy that broke is the reason; one that was cancelled here is none.
    const reason = source.failure ?? error;
    await leave();
    throw reason;
  }
  await leave();
  // A copy that was not ended in time may still run to its end, and the transaction could then be committed.
  if (!checkout.isSound) throw new TransactionRolledBack();
  return value;
}

/**
 * Ends the time limit of a pool's statements, which the driver ends by a callback that no copy calls: its timer would keep
 * the process alive until the limit is over.
 */
function endLimit(copy: object): void {
  if ("callback" in copy && typeof copy.callback === "function") copy.callback();
}
