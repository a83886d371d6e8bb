import { randomFrom, type Random } from "./random.ts";

/** When something goes wrong. */
export type Trigger = {
  /** From the nth occasion on, 1 for the first. */
  readonly nth?: number;
  /** Instead of `nth`: at each occasion with this chance, drawn from the seed of the plan. */
  readonly probability?: number;
  /** How often at most; 1 when not given. */
  readonly times?: number;
};

/** Decides at each occasion in turn which fault, if any, strikes. The first in the list wins. */
export class TriggerSchedule<Fault extends Trigger> {
  readonly #planned: readonly PlannedFault<Fault>[];

  constructor(faults: readonly Fault[], seed = 0) {
    this.#planned = faults.map((fault, index) => ({
      fault,
      random: randomFrom(seed + index),
      seen: 0,
      left: fault.times ?? 1,
    }));
  }

  /** The fault that strikes now, among those this occasion concerns. */
  next(concerns: (fault: Fault) => boolean): Fault | undefined {
    let met: Fault | undefined;
    for (const planned of this.#planned) {
      if (!concerns(planned.fault)) continue;
      planned.seen += 1;
      if (met !== undefined || planned.left === 0 || !isDue(planned)) continue;
      planned.left -= 1;
      met = planned.fault;
    }
    return met;
  }
}

type PlannedFault<Fault> = {
  readonly fault: Fault;
  readonly random: Random;
  seen: number;
  left: number;
};

function isDue({ fault, random, seen }: PlannedFault<Trigger>): boolean {
  if (fault.probability !== undefined) return random.fraction() < fault.probability;
  return seen >= (fault.nth ?? 1);
}
