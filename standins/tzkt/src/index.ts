export { type DelegationRecord } from "./delegation-record.ts";
export { type Fault, type FaultKind, type FaultPlan } from "./fault-plan.ts";
export { randomFaultPlan } from "./random-fault-plan.ts";
export { BadFaultPlan, readFaultPlan } from "./read-fault-plan.ts";
export { BadRecords } from "./recorded-delegations.ts";
export { busiestSecond, type RequestRecord } from "./request-log.ts";
export { startTzkt, type TzktStandIn } from "./start-tzkt.ts";
export { type Truth } from "./truth.ts";
export { type LimiterOptions, type TzktOptions } from "./tzkt-options.ts";
