import type { Fault, FaultPlan } from "./fault-plan.ts";
import { randomFrom } from "./random.ts";

/** Tells for each request what goes wrong with it. Counts and chance begin anew with each plan. */
export class FaultSchedule {
  #plan: FaultPlan = { faults: [] };
  #random = randomFrom(0);
  #left: number[] = [];

  constructor(plan: FaultPlan = { faults: [] }) {
    this.follow(plan);
  }

  get plan(): FaultPlan {
    return this.#plan;
  }

  follow(plan: FaultPlan): void {
    this.#plan = plan;
    this.#random = randomFrom(plan.seed ?? 0);
    this.#left = plan.faults.map(({ times }) => times ?? Number.POSITIVE_INFINITY);
  }

  next(method: string): Fault | undefined {
    for (const [at, fault] of this.#plan.faults.entries()) {
      const left = this.#left[at] ?? 0;
      if (left <= 0 || (fault.method !== undefined && fault.method !== method)) continue;
      // Chance is drawn only where it decides, so that a certain fault leaves the others as they were.
      if (fault.probability !== undefined && this.#random() >= fault.probability) continue;
      this.#left[at] = left - 1;
      return fault;
    }
    return undefined;
  }
}
