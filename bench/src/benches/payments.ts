import { startChild } from "../child.ts";
import { wholeNumber } from "../command-line.ts";
import type { Bench, Outcome } from "../contract.ts";
import { loadNote } from "../load-note.ts";
import { must, type Must } from "../must.ts";
import { medianRatio } from "../paired-runs.ts";
import {
  atHalfRate,
  type Course,
  inTurn,
  type Latencies,
  type Round,
  stretch,
} from "../payments/course.ts";
import { ledgerChecks } from "../payments/ledger-checks.ts";
import type { PayersQuestions } from "../payments/payers-questions.ts";
import { paymentsService } from "../payments/payments-service.ts";
import { openTpcb } from "../payments/tpcb.ts";
import { MANY, ONE, SINGLE, type Workload, WORKLOADS } from "../payments/workloads.ts";
import { serverVersion } from "../server-version.ts";
import { median } from "../statistics.ts";
import { temporaryDatabaseServer } from "../temporary-database-server.ts";
import { undecided } from "../undecided.ts";

const PERMISSIONS = ["write:account", "write:transfer"];
const BYTES_MAX = 3_000;
const P99_RATIO_MAX = 3;

export const bench: Bench = {
  title: "payments: transfers over HTTP against TPC-B on the same server",
  options: {
    rounds: "rounds; 5, 1 with --quick",
    seconds: "seconds of each stretch; 5, 1 with --quick",
    accounts: "accounts of one tenant, and of 20 together; 10000, 1000 with --quick",
    memory:
      "bytes of answers that may be given again without asking the log; as many as the service usually has",
  },
  async run(report, { quick, rest }) {
    const number = (name: string, usual: number): number =>
      wholeNumber(name, rest[name] ?? String(usual), 1);
    const [rounds, seconds] = [number("rounds", quick ? 1 : 5), number("seconds", quick ? 1 : 5)];
    const accounts = number("accounts", quick ? 1_000 : 10_000);
    await using server = await temporaryDatabaseServer();
    report.postgres(await serverVersion(server.adminUrl));
    await using tpcb = await openTpcb(server.adminUrl);
    const { memory } = rest;
    await using service = await paymentsService(
      server.adminUrl,
      memory === undefined ? {} : { REPLAY_MEMORY_BYTES: memory },
    );
    await using checks = ledgerChecks(service.database.adminUrl, service.keys);
    const entry = new URL("../payments/payers-child.ts", import.meta.url);
    await using payers = startChild<PayersQuestions>(entry);
    report.progress(`opening 2 × ${accounts} accounts`);
    const tenants = [...ONE, ...MANY].map((at) => ({
      token: service.tokens.tokenOf(tenantId(at), PERMISSIONS),
      accounts: at === 0 ? accounts : Math.max(2, Math.ceil(accounts / MANY.length)),
    }));
    const made = await payers.ask("open", { url: service.url, tenants });
    await checks.analyse();
    const servicePid = service.pid;
    const course = { report, rounds, seconds, tpcb, checks, servicePid, payers, made };
    for (const workload of WORKLOADS) await stretch(course, workload);
    await checks.checkpoint();
    // After a checkpoint the first change of each page writes all of it to the log, on either side.
    await tpcb.perSecond(seconds);
    await stretch(course, SINGLE);
    report.note(loadNote());
    const measured = await inTurn(course);
    const latencies = await atHalfRate(course, SINGLE, measured.get(SINGLE) ?? []);
    report.note(loadNote());
    report.progress("looking through ledgers and log");
    await checks.check(course.made);
    return outcome(course, { measured, latencies, isQuick: quick });
  },
};

function tenantId(at: number): string {
  return `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`;
}

type Results = {
  readonly measured: ReadonlyMap<Workload, readonly Round[]>;
  readonly latencies: readonly Latencies[];
  readonly isQuick: boolean;
};

function outcome({ report, tpcb }: Course, { measured, latencies, isQuick }: Results): Outcome {
  const theirs = [...measured.values()].flat();
  const rates = Array.from(measured, ([{ name }, rounds]) => {
    const ratios = rounds.map((round) => round.ours / round.theirs).toSorted((a, b) => a - b);
    const spread = [ratios.at(0), ratios.at(-1)].map((ratio) => rounded(ratio ?? Number.NaN));
    const times = [middle(rounds, "serverUs"), middle(rounds, "serviceUs")].map(Math.round);
    const rate = Math.round(middle(rounds, "ours"));
    return [name, rate, rounded(median(ratios)), ...spread, ...times];
  });
  const ofTpcb = [middle(theirs, "theirs"), middle(theirs, "theirServerUs")].map(Math.round);
  const [tpcbRate = 0, tpcbUs = 0] = ofTpcb;
  report.table(
    ["over HTTP", "a second", "to TPC-B", "least", "most", "PostgreSQL µs", "service µs"],
    [...rates, ["TPC-B", tpcbRate, 1, 1, 1, tpcbUs, 0]],
  );
  const p50Ms = rounded(median(latencies.map(({ p50 }) => p50)));
  const p99Ms = rounded(median(latencies.map(({ ours }) => ours)));
  const theirP99Ms = rounded(median(latencies.map((each) => each.theirs)));
  const times = { p50Ms, p99Ms, "TPC-B p99Ms": theirP99Ms };
  report.table(["at half of the rate", "ms"], Object.entries(times));
  report.note("service, PostgreSQL, load generator and pgbench share the machine's processors");
  if (!tpcb.isPgbench) report.note("without pgbench TPC-B runs through pg, and decides nothing");
  const figures = rates.map(([name = "", rate = 0]) => [`${name} a second`, rate] as const);
  const all = musts(measured, latencies);
  return {
    figures: { ...Object.fromEntries(figures), "TPC-B a second": tpcbRate, ...times },
    musts: isQuick || !tpcb.isPgbench ? all.map(undecided) : all,
  };
}

function musts(measured: Results["measured"], latencies: readonly Latencies[]): readonly Must[] {
  const p99 = rounded(medianRatio(latencies));
  const singles = [...measured].flatMap(([{ kind }, rounds]) => (kind === "single" ? rounds : []));
  const sum = (of: "bytes" | "transfers"): number =>
    singles.reduce((total, round) => total + round[of], 0);
  return [
    ...Array.from(measured, ([{ name, bound }, rounds]) =>
      must(`${name} to TPC-B`, rounded(medianRatio(rounds)), ">=", bound),
    ),
    must("p99 at half of the rate to TPC-B's", p99, "<=", P99_RATIO_MAX),
    must("bytes per transfer", Math.round(sum("bytes") / sum("transfers")), "<=", BYTES_MAX),
  ];
}

function middle(
  rounds: readonly Round[],
  of: "ours" | "theirs" | "serverUs" | "serviceUs" | "theirServerUs",
): number {
  return median(rounds.map((round) => round[of]));
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
