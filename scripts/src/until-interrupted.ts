/**
 * A signal that is aborted when the process is asked to end. Asking again changes nothing, so that nothing it
 * started is left behind.
 */
export function untilInterrupted(): AbortSignal {
  const interruption = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => interruption.abort());
  }
  return interruption.signal;
}
