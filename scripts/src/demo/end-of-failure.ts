/**
 * The exit code of a demo that failed: what breaks while everything is being stopped is no failure,
 * and otherwise the message tells a person more than the lines of code that led to it.
 */
export function endOfFailure(
  error: unknown,
  stop: AbortSignal,
  say: (text: string) => void,
): number {
  if (stop.aborted) {
    say("\nstopping");
    return 0;
  }
  say(`demo: ${error instanceof Error ? error.message : String(error)}`);
  return 1;
}
