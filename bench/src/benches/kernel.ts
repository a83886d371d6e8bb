import { wholeNumber } from "../command-line.ts";
import type { Bench, BenchOptions, Outcome, Report } from "../contract.ts";
import { appendsToNewStreams, appendsToOneStream } from "../kernel/append-cells.ts";
import type { Called } from "../kernel/callers.ts";
import { type EmmettRival, emmettRival } from "../kernel/emmett-rival.ts";
import { type KernelRival, kernelRival } from "../kernel/kernel-rival.ts";
import { rawBatches, rawInserts } from "../kernel/raw-inserts.ts";
import { loadNote } from "../load-note.ts";
import { must, type Must } from "../must.ts";
import { serverVersion } from "../server-version.ts";
import { median } from "../statistics.ts";
import { temporaryDatabaseServer } from "../temporary-database-server.ts";
import { undecided } from "../undecided.ts";

const CALLERS = 64;
const CALLERS_SATURATED = 1_024;
const EMMETT_CONNECTIONS = 10;
/** Emmett collapses where many write to one stream; so few calls take it seconds. */
const HOT_PART = 40;

export const bench: Bench = {
  title: "kernel: appends, against Emmett 0.42 and the raw limits of the same server",
  options: {
    calls: "appends of each way in each round; 20000, 1500 with --quick",
    rounds: "rounds; 3, 1 with --quick",
  },
  async run(report, options) {
    const { calls, rounds } = sizes(options);
    await using server = await temporaryDatabaseServer();
    const { adminUrl } = server;
    report.postgres(await serverVersion(adminUrl));
    await using kernel = await kernelRival(adminUrl);
    await using emmett = await emmettRival(adminUrl, EMMETT_CONNECTIONS);
    report.note(loadNote());
    const results: Round[] = [];
    for (let round = 0; round < rounds; round += 1) {
      report.progress(`round ${round + 1} of ${rounds}`);
      results.push(await runRound({ kernel, emmett, calls, round }));
    }
    report.note(loadNote());
    return outcome(report, results, options.quick);
  },
};

function sizes({ quick, rest }: BenchOptions) {
  return {
    calls: wholeNumber("calls", rest["calls"] ?? (quick ? "1500" : "20000"), CALLERS),
    rounds: wholeNumber("rounds", rest["rounds"] ?? (quick ? "1" : "3"), 1),
  };
}

type Stage = {
  readonly kernel: KernelRival;
  readonly emmett: EmmettRival;
  readonly calls: number;
  readonly round: number;
};

type Round = Readonly<
  Record<"fresh" | "lone" | "hot", { readonly ours: Called; readonly emmett: Called }>
> & {
  readonly raw: Called;
  readonly rawLone: Called;
  readonly rawBatch: number;
  readonly rawWhole: number;
  readonly saturated: Called;
};

/** Every way in turn on one server; what each wrote is counted afterwards. */
async function runRound({ kernel, emmett, calls, round }: Stage): Promise<Round> {
  const cell = (name: string, callers: number, part = 1) => ({
    name: `${name}${round}`,
    callers,
    calls: Math.max(callers, Math.round(calls / part)),
  });
  const { url } = kernel;
  const fresh = {
    ours: await appendsToNewStreams(kernel, cell("fresh", CALLERS)),
    emmett: await emmett.appendsToNewStreams(cell("fresh", CALLERS, 4)),
  };
  const raw = await rawInserts(url, cell("raw", CALLERS));
  const rawBatch = await rawBatches(url, { name: `batch${round}`, rows: calls, isWhole: false });
  const saturated = await appendsToNewStreams(kernel, cell("saturated", CALLERS_SATURATED));
  const rawWhole = await rawBatches(url, { name: `whole${round}`, rows: calls, isWhole: true });
  const lone = {
    ours: await appendsToNewStreams(kernel, cell("lone", 1, 10)),
    emmett: await emmett.appendsToNewStreams(cell("lone", 1, 10)),
  };
  const rawLone = await rawInserts(url, cell("rawlone", 1, 10));
  const hot = {
    ours: await appendsToOneStream(kernel, cell("hot", CALLERS)),
    emmett: await emmett.appendsToOneStream(cell("hot", CALLERS, HOT_PART)),
  };
  const written = { fresh, lone, hot };
  await kernel.check(
    events([...Object.values(written).map(({ ours }) => ours), saturated]) * (round + 1),
  );
  await emmett.check(events(Object.values(written).map((each) => each.emmett)) * (round + 1));
  return { ...written, raw, rawLone, rawBatch, rawWhole, saturated };
}

function events(called: readonly Called[]): number {
  return called.reduce((sum, { calls }) => sum + calls, 0);
}

function outcome(report: Report, rounds: readonly Round[], isQuick: boolean): Outcome {
  const middle = (read: (round: Round) => number) => rounded(median(rounds.map(read)));
  const row = (name: string, read: (round: Round) => Called) => [
    name,
    Math.round(middle((round) => read(round).perSecond)),
    middle((round) => read(round).p50Ms),
    middle((round) => read(round).p99Ms),
  ];
  report.table(
    ["appends", "a second", "p50 ms", "p99 ms"],
    [
      row("kernel, 64 callers", ({ fresh }) => fresh.ours),
      row("Emmett, 64 callers", ({ fresh }) => fresh.emmett),
      row("bare insert and commit, 64 connections", ({ raw }) => raw),
      row("kernel, 1,024 callers", ({ saturated }) => saturated),
      row("kernel, one caller", ({ lone }) => lone.ours),
      row("Emmett, one caller", ({ lone }) => lone.emmett),
      row("bare insert and commit, one connection", ({ rawLone }) => rawLone),
      row("kernel, one stream, 64 callers", ({ hot }) => hot.ours),
      row("Emmett, one stream, 64 callers", ({ hot }) => hot.emmett),
    ],
  );
  report.note(
    `512 rows a transaction: ${Math.round(middle(({ rawBatch }) => rawBatch))} events a second, ` +
      `${Math.round(middle(({ rawWhole }) => rawWhole))} with the rows of stream and command`,
  );
  const list = musts(middle);
  return {
    figures: {
      freshPerSecond: middle(({ fresh }) => fresh.ours.perSecond),
      saturatedPerSecond: middle(({ saturated }) => saturated.perSecond),
      hotPerSecond: middle(({ hot }) => hot.ours.perSecond),
      lonePerSecond: middle(({ lone }) => lone.ours.perSecond),
    },
    musts: isQuick ? list.map(undecided) : list,
  };
}

type Middle = (read: (round: Round) => number) => number;

/** The bounds of rows A1, A2, A3, A11 and A21. */
function musts(middle: Middle): readonly Must[] {
  return [...rates(middle), ...waits(middle)];
}

function rates(middle: Middle): readonly Must[] {
  const fresh = (than: (round: Round) => number) =>
    middle((round) => round.fresh.ours.perSecond / than(round));
  const hot = (than: (round: Round) => number) =>
    middle((round) => round.hot.ours.perSecond / than(round));
  const full = middle(({ saturated, rawWhole }) => saturated.perSecond / rawWhole);
  return [
    must(
      "A1 to Emmett",
      fresh((round) => round.fresh.emmett.perSecond),
      ">=",
      5,
    ),
    must(
      "A1 to one row a commit",
      fresh(({ raw }) => raw.perSecond),
      ">=",
      1.2,
    ),
    must(
      "A1 to 512 rows a commit",
      fresh(({ rawBatch }) => rawBatch),
      ">=",
      0.2,
    ),
    must("A2 to the same three rows", full, ">=", 0.4),
    must(
      "A3 to Emmett",
      hot((round) => round.hot.emmett.perSecond),
      ">=",
      50,
    ),
    must(
      "A3 to 512 rows a commit",
      hot(({ rawBatch }) => rawBatch),
      ">=",
      0.3,
    ),
  ];
}

function waits(middle: Middle): readonly Must[] {
  const p50 = middle(({ lone }) => lone.ours.p50Ms / lone.emmett.p50Ms);
  const p99 = middle(({ lone }) => lone.ours.p99Ms / lone.emmett.p99Ms);
  const bare = middle(({ lone, rawLone }) => lone.ours.p50Ms / rawLone.p50Ms);
  const tail = middle(({ fresh }) => fresh.ours.p99Ms / fresh.emmett.p99Ms);
  return [
    must("A11 p50 to Emmett", p50, "<=", 1),
    must("A11 p99 to Emmett", p99, "<=", 1.2),
    must("A11 p50 to a bare insert", bare, "<=", 2.5),
    must("A21 p99 to Emmett", tail, "<=", 0.4),
  ];
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
