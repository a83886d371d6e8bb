import type { PreparedAppend } from "@holdfast/cqrs/event-store";

import type { BatchOutcome } from "./append-batch.ts";
import type { EncodedAppend } from "./encoded-append.ts";

/** One transaction that appended requests, or tried to. */
export type AppendSent = {
  readonly requests: readonly PreparedAppend[];
  /** One for each request; none if the transaction failed as a whole. */
  readonly outcomes: readonly BatchOutcome[];
  readonly error?: unknown;
  readonly tookMs: number;
};

/** Sends some requests, and tells of it. */
export type AppendWatch = (
  batch: readonly EncodedAppend[],
  send: () => Promise<readonly BatchOutcome[]>,
) => Promise<readonly BatchOutcome[]>;

/** Without a listener, sending is all that is done. */
export function appendWatch(onSent: ((sent: AppendSent) => void) | undefined): AppendWatch {
  if (onSent === undefined) return (_batch, send) => send();
  return async (batch, send) => {
    const beganMs = performance.now();
    const requests = batch.map(({ request }) => request);
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
