import { wholeNumber } from "../command-line.ts";
import type { Bench, BenchOptions, Outcome, Report } from "../contract.ts";
import { failovers } from "../delegator-live/failover.ts";
import { openStage } from "../delegator-live/stage.ts";
import { byPolls, type Visibility, withHub } from "../delegator-live/visibility.ts";
import { loadNote } from "../load-note.ts";
import { must } from "../must.ts";
import { serverVersion } from "../server-version.ts";
import { percentiles } from "../statistics.ts";
import { temporaryDatabaseServer } from "../temporary-database-server.ts";

/** Mainnet in November 2026, and a run that shows the bench works. */
const ROWS = "760930";
const ROWS_QUICK = "20000";
const BLOCKS = "60";
const BLOCKS_QUICK = "10";
const ROUNDS = "7";
const ROUNDS_QUICK = "2";
const POLL_MS = 1000;
/** A third of the blocks by polls, each of which takes a whole poll. */
const POLLED_PART = 3;

export const bench: Bench = {
  title: "delegator: how soon a new delegation is seen, by the hub, by polls and over a failover",
  options: {
    rows: `delegations on the stand-in's chain; ${ROWS}, ${ROWS_QUICK} with --quick`,
    blocks: `blocks told by the hub; ${BLOCKS}, ${BLOCKS_QUICK} with --quick`,
    rounds: `leaders killed; ${ROUNDS}, ${ROUNDS_QUICK} with --quick`,
  },
  async run(report, options) {
    const { rows, blocks, rounds } = sizes(options);
    await using server = await temporaryDatabaseServer();
    report.postgres(await serverVersion(server.adminUrl));
    report.progress(`generating ${rows} delegations and what is true of them`);
    await using stage = await openStage(server.adminUrl, rows);
    report.progress(`loading them, then ${blocks} blocks that the hub tells of`);
    const told = await withHub(stage, blocks);
    report.note(loadNote());
    await stage.check();
    report.progress(`blocks without a hub, a poll every ${POLL_MS} ms`);
    const polled = await byPolls(stage, {
      blocks: Math.ceil(blocks / POLLED_PART),
      pollMs: POLL_MS,
    });
    await stage.check();
    report.progress(`killing the leader ${rounds} times`);
    const taken = await failovers(stage, rounds);
    report.note(loadNote());
    return outcome(report, { rows, told, polled, taken });
  },
};

function sizes({ quick, rest }: BenchOptions) {
  return {
    rows: wholeNumber("rows", rest["rows"] ?? (quick ? ROWS_QUICK : ROWS), 1),
    blocks: wholeNumber("blocks", rest["blocks"] ?? (quick ? BLOCKS_QUICK : BLOCKS), 1),
    rounds: wholeNumber("rounds", rest["rounds"] ?? (quick ? ROUNDS_QUICK : ROUNDS), 1),
  };
}

type Measured = {
  readonly rows: number;
  readonly told: Visibility;
  readonly polled: Visibility;
  readonly taken: readonly number[];
};

function outcome(report: Report, { rows, told, polled, taken }: Measured): Outcome {
  const rowsOf: readonly (readonly [string, readonly number[]])[] = [
    ["hub to page 1", told.page],
    ["hub to an event of the stream", told.stream],
    [`block to page 1, polls every ${POLL_MS} ms`, polled.page],
    ["death of the leader to page 1 of the standby", taken],
  ];
  report.table(
    ["milliseconds", "times", "p50", "p95", "max"],
    rowsOf.map(([name, times]) => [name, times.length, ...Object.values(summary(times))]),
  );
  const [page, stream, poll, failover] = rowsOf.map(([, times]) => summary(times));
  return {
    figures: {
      rows,
      ...figures("hubToPage", page),
      ...figures("hubToStream", stream),
      ...figures("pollToPage", poll),
      ...figures("failover", failover),
    },
    musts: [
      must("hub to page 1, p95 in seconds", seconds(page?.p95), "<=", 1),
      must("hub to stream, p95 in seconds", seconds(stream?.p95), "<=", 1),
      must("without the hub, longest in polls", (poll?.max ?? Number.NaN) / POLL_MS, "<=", 1.5),
      must("failover, longest in seconds", seconds(failover?.max), "<=", 3),
    ],
  };
}

type Summary = { readonly p50: number; readonly p95: number; readonly max: number };

function summary(times: readonly number[]): Summary {
  const { p50, p95 } = percentiles(times);
  return { p50, p95, max: Math.max(...times) };
}

function figures(name: string, { p50, p95, max }: Summary = summary([])) {
  return { [`${name}P50Ms`]: p50, [`${name}P95Ms`]: p95, [`${name}MaxMs`]: max };
}

function seconds(milliseconds = Number.NaN): number {
  return milliseconds / 1000;
}
