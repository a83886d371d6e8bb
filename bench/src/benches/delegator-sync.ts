import { wholeNumber } from "../command-line.ts";
import type { Bench, BenchOptions, Outcome, Report } from "../contract.ts";
import { startCourse } from "../delegator/start-course.ts";
import { type OurRun, runOurs, runTheirs, type SyncCourse } from "../delegator/sync-rivals.ts";
import { WrongRows } from "../delegator/wrong-rows.ts";
import { loadNote } from "../load-note.ts";
import { must, type Must } from "../must.ts";
import { medianRatio, type Pair, pairedRuns } from "../paired-runs.ts";
import { serverVersion } from "../server-version.ts";
import { median } from "../statistics.ts";
import { temporaryDatabaseServer } from "../temporary-database-server.ts";
import { undecided } from "../undecided.ts";

/** Mainnet in November 2026, and a run that shows the bench works. */
const ROWS = "760930";
const ROWS_QUICK = "60000";
/** What TzKT's free tier lets through in a second. */
const PER_SECOND = 10;

export const bench: Bench = {
  title: "delegator: the whole history mirrored, against the original's flow on the same pages",
  options: {
    rows: `delegations on the stand-in's chain; ${ROWS}, ${ROWS_QUICK} with --quick`,
    pairs: "runs of each way, and under the limiter; 3, 1 with --quick",
  },
  async run(report, options) {
    const { rows, pairs } = sizes(options);
    await using server = await temporaryDatabaseServer();
    const { adminUrl } = server;
    report.postgres(await serverVersion(adminUrl));
    const free = await compareFree(report, { adminUrl, rows, pairs });
    const limited = await runLimited(report, { adminUrl, rows, pairs });
    return outcome(report, { free, limited, rows, isQuick: options.quick });
  },
};

function sizes({ quick, rest }: BenchOptions) {
  return {
    rows: wholeNumber("rows", rest["rows"] ?? (quick ? ROWS_QUICK : ROWS), 1),
    pairs: wholeNumber("pairs", rest["pairs"] ?? (quick ? "1" : "3"), 1),
  };
}

type Size = { readonly adminUrl: string; readonly rows: number };
type Free = { readonly pairs: readonly Pair[]; readonly ours: readonly OurRun[] };

/** No limiter: how fast it can be. Both ways run once beforehand, which makes every page they ask for ready. */
async function compareFree(
  report: Report,
  { pairs, ...size }: Size & { readonly pairs: number },
): Promise<Free> {
  report.progress(`generating ${size.rows} delegations and what is true of them`);
  await using course = await startCourse({ ...size, perSecond: 0 });
  report.progress("running each way once to serialise its pages");
  await runTheirs(course);
  await runOurs(course);
  report.note(loadNote());
  const ours: OurRun[] = [];
  const results = await pairedRuns(pairs, {
    ours: async () => {
      const run = await preparedRun(course);
      report.progress(`ours ${seconds(run.rankedMs)} s`);
      ours.push(run);
      return run.rankedMs;
    },
    theirs: async () => {
      const tookMs = await runTheirs(course);
      report.progress(`the original's flow ${seconds(tookMs)} s`);
      return tookMs;
    },
  });
  return { pairs: results, ours };
}

/** A run in which the stand-in made a page would measure the stand-in. */
async function preparedRun(course: SyncCourse): Promise<OurRun> {
  const run = await runOurs(course);
  if (run.requests.unprepared === 0) return run;
  throw new WrongRows(`${run.requests.unprepared} answers were not serialised beforehand`);
}

/** The limiter of TzKT's free tier: how few requests it takes, and whether it is ever refused. */
async function runLimited(
  report: Report,
  { pairs: times, ...size }: Size & { readonly pairs: number },
): Promise<readonly OurRun[]> {
  report.progress(
    `${PER_SECOND} requests a second: generating, and one run to serialise the pages`,
  );
  await using course = await startCourse({ ...size, perSecond: PER_SECOND });
  await runOurs(course);
  report.note(loadNote());
  const runs: OurRun[] = [];
  while (runs.length < times) {
    const run = await preparedRun(course);
    report.progress(`under the limiter ${seconds(run.rankedMs)} s`);
    runs.push(run);
  }
  return runs;
}

type Measured = {
  readonly free: Free;
  readonly limited: readonly OurRun[];
  readonly rows: number;
  readonly isQuick: boolean;
};

function outcome(report: Report, measured: Measured): Outcome {
  const { free, limited, rows } = measured;
  const ours = median(free.ours.map(({ rankedMs }) => rankedMs));
  const theirs = median(free.pairs.map((pair) => pair.theirs));
  const middle = (read: (run: OurRun) => number) => median(free.ours.map(read));
  const limitedMs = median(limited.map(({ rankedMs }) => rankedMs));
  report.table(
    ["way", "seconds", "rows/s"],
    [
      ["ours, until ranked", seconds(ours), perSecond(rows, ours)],
      ["the original's flow", seconds(theirs), perSecond(rows, theirs)],
      [`ours at ${PER_SECOND} requests/s`, seconds(limitedMs), perSecond(rows, limitedMs)],
    ],
  );
  report.note("goals on an idle machine: ratio <= 0.6, full sync <= 8 s, first right page <= 1 s");
  return {
    figures: {
      rows,
      syncSeconds: seconds(ours),
      originalSeconds: seconds(theirs),
      rowsPerSecond: perSecond(rows, ours),
      originalRowsPerSecond: perSecond(rows, theirs),
      rankIndexSeconds: seconds(middle(({ rankIndexMs }) => rankIndexMs)),
      searchIndexSeconds: seconds(middle(({ searchIndexMs }) => searchIndexMs)),
      firstPageSeconds: seconds(middle(({ firstPageMs }) => firstPageMs)),
      requests: middle(({ requests }) => requests.count),
      limitedSeconds: seconds(limitedMs),
      limitedFirstPageSeconds: seconds(median(limited.map(({ firstPageMs }) => firstPageMs))),
      limitedRequests: Math.max(...limited.map(({ requests }) => requests.count)),
    },
    musts: musts(measured),
  };
}

function musts({ free, limited, isQuick }: Measured): readonly Must[] {
  const ratio = medianRatio(free.pairs);
  const firstPage = median(free.ours.map(({ firstPageMs, rankedMs }) => firstPageMs / rankedMs));
  const requests = limited.map((run) => run.requests);
  const paced = median(
    limited.map((run) => run.rankedMs / ((run.requests.count / PER_SECOND) * 1000)),
  );
  const timed = [
    must("full sync to the original's flow", rounded(ratio), "<=", 0.8),
    must("first right page to full sync", rounded(firstPage), "<=", 0.15),
    must("limited sync to requests / 10", rounded(paced), "<=", 1.25),
  ];
  return [
    // In a small run the start of the processes outweighs the work.
    ...(isQuick ? timed.map(undecided) : timed),
    must("requests under the limiter", Math.max(...requests.map(({ count }) => count)), "<=", 81),
    must("answers 429", Math.max(...requests.map(({ refused }) => refused)), "<=", 0),
  ];
}

function seconds(milliseconds: number): number {
  return rounded(milliseconds / 1000);
}

function perSecond(rows: number, milliseconds: number): number {
  return Math.round((rows * 1000) / milliseconds);
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
