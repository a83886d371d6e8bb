import type { StreamPosition } from "../domain/stream-position.ts";
import type { LogState } from "./change-log.ts";

/** Where a stream begins. */
export type StreamStart = {
  /** The last change before it. */
  readonly seq: number;
  /** How many rows of the change after that are known already. */
  readonly rows: number;
  /** Whether what lies between is lost, so that the list must be read again. */
  readonly isReset: boolean;
};

/** Resumes where somebody left off if the log still leads on from there, else begins at the present. */
export function streamStart(after: StreamPosition | undefined, state: LogState): StreamStart {
  const present = { seq: state.newest, rows: 0 };
  if (after === undefined) return { ...present, isReset: false };
  const { rows = 0 } = after;
  const seq = rows === 0 ? after.seq : after.seq - 1;
  const isKept = seq >= state.oldest - 1 && after.seq <= state.newest;
  return isKept && !state.isReplaced
    ? { seq, rows, isReset: false }
    : { ...present, isReset: true };
}
