import type { DelegationView } from "./delegation-view.ts";
import type { FinalRows } from "./final-rows.ts";

/** Readings kept: of the batch that everybody waits for, and of those that some are still behind with. */
const READINGS_MAX = 8;

/** Lets all who follow the tip share one reading: a thousand of them ask for the same rows in the same instant. */
export function sharedFinalRows(read: FinalRows): FinalRows {
  const readings = new Map<string, Promise<readonly DelegationView[]>>();
  return (batch) => {
    const key = `${batch.after}:${batch.level}:${batch.skip}:${batch.limit}`;
    const known = readings.get(key);
    if (known !== undefined) return known;
    const reading = read(batch);
    readings.set(key, reading);
    reading.catch(() => readings.delete(key));
    const [oldest] = readings.keys();
    if (readings.size > READINGS_MAX && oldest !== undefined) readings.delete(oldest);
    return reading;
  };
}
