import type { Kind } from "./payers-questions.ts";

/** What is measured against TPC-B, and how much of its rate it has to reach. */
export type Workload = {
  readonly name: string;
  readonly kind: Kind;
  /** By their places. */
  readonly tenants: readonly number[];
  readonly connections: number;
  readonly bound: number;
};

const CONNECTIONS = 64;
/** A connection has a hundred transfers under way. */
const BATCH_CONNECTIONS = 8;

/** The first tenant has all accounts for itself, the others share as many. */
export const ONE: readonly number[] = [0];
/** The others. */
export const MANY: readonly number[] = Array.from({ length: 20 }, (_, at) => at + 1);

const one = { tenants: ONE, connections: CONNECTIONS };

/** The first of them. */
export const SINGLE: Workload = { ...one, name: "single transfers", kind: "single", bound: 1 };

/** Single transfers first: what comes later is measured at half of their rate, and replays them. */
export const WORKLOADS: readonly Workload[] = [
  SINGLE,
  { ...one, name: "single transfers, 20 tenants", kind: "single", tenants: MANY, bound: 1 },
  { ...one, name: "one hot account", kind: "hot", bound: 0.8 },
  { ...one, name: "batches of 100", kind: "batch", connections: BATCH_CONNECTIONS, bound: 2.5 },
  { ...one, name: "replays", kind: "replay", bound: 3 },
];
