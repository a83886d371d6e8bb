import type { HubFaultPlan } from "./hub-fault-plan.ts";

/** How the hub behaves; every member may be left out. */
export type HubOptions = {
  /** Milliseconds between pings; 10,000. */
  readonly pingMs?: number;
  /** Clients at once; 1,000 as the API has it. */
  readonly connectionsMax?: number;
  /** Different subscriptions to operations for each client; 50 as the API has it. */
  readonly subscriptionsMax?: number;
  /** Nothing goes wrong. */
  readonly faults?: HubFaultPlan;
};
