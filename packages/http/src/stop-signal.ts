/** The part of `process` that tells of signals. */
export type SignalSource = {
  on(signal: "SIGINT" | "SIGTERM", listener: () => void): unknown;
  exit(code: number): unknown;
};

/** Exit codes of a process that a signal ended: 128 and the signal's number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * A terminal's Ctrl-C reaches a whole group of processes, and an owner in that group then passes the
 * wish on to its children: what follows the first signal this closely is the same wish.
 */
const ECHO_MS = 1_000;

/**
 * Aborts at the first SIGINT or SIGTERM, so that `main.ts` can let its resources end in order. A
 * signal more than a second later exits at once: whoever sends it has stopped waiting.
 */
export function stopSignal(
  source: SignalSource,
  nowMs: () => number = () => performance.now(),
): AbortSignal {
  const stopping = new AbortController();
  let firstMs: number | undefined;
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    source.on(name, () => {
      firstMs ??= nowMs();
      if (nowMs() - firstMs > ECHO_MS) source.exit(EXIT_CODES[name]);
      stopping.abort();
    });
  }
  return stopping.signal;
}
