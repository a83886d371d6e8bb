import type { ChangeLog } from "../../src/application/change-log.ts";

/** Lets everything else that waits have its turn so many times. */
export async function afterTurns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
}

/** A log whose answers are true at the moment of the question, and take so many turns to arrive. */
export function lateChangeLog(log: ChangeLog, turns: () => number): ChangeLog {
  const late = async <T>(answer: Promise<T>): Promise<T> => {
    const found = await answer;
    await afterTurns(turns());
    return found;
  };
  return {
    since: (seq, limit) => late(log.since(seq, limit)),
    state: (after) => late(log.state(after)),
  };
}
