import type { PreparedAppend } from "@holdfast/cqrs/event-store";

import type { BatchOutcome } from "./append-batch.ts";

/** Requests that were sent together. */
export type AppendSent = {
  readonly requests: readonly PreparedAppend[];
  /** One for each request; none if all failed together. */
  readonly outcomes: readonly BatchOutcome[];
  readonly error?: unknown;
  readonly tookMs: number;
};

/** Sends some requests, and tells of it. */
export type AppendWatch = <Outcome extends BatchOutcome>(
  requests: readonly PreparedAppend[],
  send: () => Promise<readonly Outcome[]>,
) => Promise<readonly Outcome[]>;

/** Without a listener, sending is all that is done. */
export function appendWatch(onSent: ((sent: AppendSent) => void) | undefined): AppendWatch {
  if (onSent === undefined) return (_requests, send) => send();
  return async (requests, send) => {
    const beganMs = performance.now();
    try {
      const outcomes = await send();
      onSent({ requests, outcomes, tookMs: performance.now() - beganMs });
      return outcomes;
    } catch (error) {
      onSent({ requests, outcomes: [], error, tookMs: performance.now() - beganMs });
      throw error;
    }
  };
}
