import type { Pace } from "./fate.ts";
import type { FaultPlan } from "./fault-plan.ts";

/** How a rail behaves. */
export type RailOptions = {
  readonly faults?: FaultPlan;
  /** How long things take; accepted after 100 ms, settled after another second, returned after another day. */
  readonly pace?: Partial<Pace>;
  /** Milliseconds since 1970; the machine's clock when left out. */
  readonly clock?: () => number;
};
