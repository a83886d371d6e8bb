export { BadFaultPlan } from "./bad-fault-plan.ts";
export { BadJournal } from "./bad-journal.ts";
export { type Fault, type FaultPlan } from "./fault-plan.ts";
export { type RailOptions } from "./rail-options.ts";
export { startRail, type RunningRail, type StartOptions } from "./start-rail.ts";
