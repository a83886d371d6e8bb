/** The part of `process` that tells of signals. */
export type SignalSource = {
  on(signal: "SIGINT" | "SIGTERM", listener: () => void): unknown;
  exit(code: number): unknown;
};

/** Exit codes of a process that a signal ended: 128 and the signal's number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Aborts at the first SIGINT or SIGTERM, so that `main.ts` can let its resources end in order. The
 * second signal exits at once: whoever sends it has stopped waiting.
 */
export function stopSignal(source: SignalSource): AbortSignal {
  const stopping = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    source.on(name, () => {
      if (stopping.signal.aborted) source.exit(EXIT_CODES[name]);
      stopping.abort();
    });
  }
  return stopping.signal;
}
