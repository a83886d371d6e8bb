import { setTimeout as sleep } from "node:timers/promises";

/** Whether the service can do its work now, and if not, why. */
export type Readiness = {
  readonly isReady: boolean;
  /** What is missing, for the operator; may be read by anybody who reaches `/readyz`. */
  readonly reasons?: readonly string[];
};

/** Asks the service whether it is ready. */
export type ReadinessCheck = () => Promise<Readiness> | Readiness;

/** Longest wait for an answer; probes usually give up after a second or a few. */
const CHECK_MS_MAX = 2_000;

/** The answer of a check, or unready with a reason when it throws or takes too long. */
export async function readinessOf(
  check: ReadinessCheck,
  onError: (error: unknown) => void,
): Promise<Readiness> {
  const answered = new AbortController();
  try {
    return await Promise.race([
      check(),
      sleep(CHECK_MS_MAX, LATE, { signal: answered.signal, ref: false }),
    ]);
  } catch (error) {
    onError(error);
    return { isReady: false, reasons: ["the readiness check failed"] };
  } finally {
    answered.abort();
  }
}

const LATE: Readiness = { isReady: false, reasons: ["the readiness check took too long"] };
