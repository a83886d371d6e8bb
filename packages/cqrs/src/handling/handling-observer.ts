/** Told of what cannot be seen from outside of handling. */
export type HandlingObserver = {
  readonly nowMs: () => number;
  /** A command was decided, possibly not for the last time; without waiting for anything. */
  readonly onDecided: (commandType: string, tookMs: number) => void;
  /** Somebody else wrote to the stream first: what was decided is void, and is decided again a few times. */
  readonly onConflict: (streamId: string) => void;
};
