import type { Child } from "../child.ts";
import type { Report } from "../contract.ts";
import type { Pair } from "../paired-runs.ts";
import { median } from "../statistics.ts";
import type { LedgerChecks } from "./ledger-checks.ts";
import type { PayersQuestions, PaymentsRun } from "./payers-questions.ts";
import { processorUs } from "./processor-time.ts";
import type { Tpcb } from "./tpcb.ts";
import { type Workload, WORKLOADS } from "./workloads.ts";

/** Everything that takes part. */
export type Course = {
  readonly report: Report;
  readonly rounds: number;
  readonly seconds: number;
  readonly tpcb: Tpcb;
  readonly checks: LedgerChecks;
  readonly servicePid: number;
  readonly payers: Child<PayersQuestions>;
  /** Transfers that were answered for. */
  made: number;
};

/** A stretch of a workload and one of TPC-B: rates a second, and microseconds of processor time for each. */
export type Round = Pair & {
  readonly transfers: number;
  /** By how much the tables have grown. */
  readonly bytes: number;
  readonly serverUs: number;
  readonly serviceUs: number;
  readonly theirServerUs: number;
};

/** Asks for a workload; as fast as it goes, or at a rate. */
export async function stretch(
  course: Course,
  { kind, tenants, connections }: Workload,
  perSecond?: number,
): Promise<PaymentsRun> {
  const load = { kind, tenants, connections, milliseconds: course.seconds * 1_000 };
  const run = await course.payers.ask(
    "run",
    perSecond === undefined ? load : { ...load, perSecond },
  );
  if (kind !== "replay") course.made += run.transfers;
  return run;
}

/** Each workload and TPC-B in turn, the other one first each time. */
export async function inTurn(course: Course): Promise<ReadonlyMap<Workload, readonly Round[]>> {
  const { report, rounds } = course;
  const all = new Map<Workload, Round[]>(WORKLOADS.map((workload) => [workload, []]));
  for (let round = 0; round < rounds; round += 1) {
    report.progress(`round ${round + 1} of ${rounds}`);
    for (const [workload, list] of all) {
      const first = round % 2 === 0 ? await theirStretch(course) : undefined;
      const ours = await ourStretch(course, workload);
      list.push({ ...ours, ...(first ?? (await theirStretch(course))) });
    }
  }
  return all;
}

async function ourStretch(course: Course, workload: Workload) {
  const { checks, servicePid } = course;
  const before = [await checks.size(), await checks.serverUs(), await processorUs(servicePid)];
  const { perSecond: ours, transfers } = await stretch(course, workload);
  const after = [await checks.size(), await checks.serverUs(), await processorUs(servicePid)];
  const [bytes = 0, server = 0, service = 0] = after.map((value, at) => value - (before[at] ?? 0));
  return { ours, transfers, bytes, serverUs: server / transfers, serviceUs: service / transfers };
}

async function theirStretch({ tpcb, checks, seconds }: Course) {
  const before = await checks.serverUs();
  const theirs = await tpcb.perSecond(seconds);
  return { theirs, theirServerUs: ((await checks.serverUs()) - before) / (theirs * seconds) };
}

/** How long single transfers took, and 99 of 100 transactions of TPC-B, each at half of its own rate; in milliseconds. */
export type Latencies = Pair & { readonly p50: number };

/** Single transfers and TPC-B in turn at half of these rates. */
export async function atHalfRate(
  course: Course,
  single: Workload,
  rounds: readonly Pair[],
): Promise<readonly Latencies[]> {
  const { report, seconds, tpcb, checks } = course;
  report.progress("latency at half of the rate");
  await checks.checkpoint();
  const ourRate = median(rounds.map((round) => round.ours)) / 2;
  const theirRate = median(rounds.map((round) => round.theirs)) / 2;
  const latencies: Latencies[] = [];
  for (let round = 0; round < course.rounds; round += 1) {
    const theirs = await tpcb.p99Ms(theirRate, seconds);
    const { p50Ms, p99Ms } = await stretch(course, single, ourRate);
    latencies.push({ p50: p50Ms, ours: p99Ms, theirs: theirs ?? Number.NaN });
  }
  return latencies;
}
