import { refuseUnknown, wholeNumber } from "../command-line.ts";
import type { Bench, BenchOptions, Outcome, Report } from "../contract.ts";
import { appendsCell } from "../kernel/appends-cell.ts";
import type { Cell, Figures, Stage } from "../kernel/cell.ts";
import { decideCell, hotCommandsCell } from "../kernel/commands-cell.ts";
import { emmettRival } from "../kernel/emmett-rival.ts";
import { kernelRival } from "../kernel/kernel-rival.ts";
import { longStreamCell } from "../kernel/long-stream-cell.ts";
import { projectionCell } from "../kernel/projection-cell.ts";
import { repeatsCell } from "../kernel/repeats-cell.ts";
import { replayCell } from "../kernel/replay-cell.ts";
import { loadNote } from "../load-note.ts";
import { must } from "../must.ts";
import { serverVersion } from "../server-version.ts";
import { median } from "../statistics.ts";
import { temporaryDatabaseServer } from "../temporary-database-server.ts";
import { undecided } from "../undecided.ts";

const CALLERS = 64;
const EMMETT_CONNECTIONS = 10;

const CELLS: readonly Cell[] = [
  appendsCell,
  hotCommandsCell,
  decideCell,
  longStreamCell,
  projectionCell,
  replayCell,
  repeatsCell,
];

export const bench: Bench = {
  title: "kernel: the log against Emmett 0.42 and the raw limits of the same server",
  options: {
    only: `rows to measure, like A1,A4; all of ${CELLS.flatMap(({ rows }) => rows).join(", ")}`,
    calls: "calls of each way in each round; 20000, 1500 with --quick",
    rounds: "rounds; 3, 1 with --quick",
  },
  async run(report, options) {
    const sizes = sizesOf(options);
    const cells = wanted(options.rest["only"]);
    await using server = await temporaryDatabaseServer();
    const { adminUrl } = server;
    report.postgres(await serverVersion(adminUrl));
    await using kernel = await kernelRival(adminUrl);
    await using emmett = await emmettRival(adminUrl, EMMETT_CONNECTIONS);
    report.note(loadNote());
    const progress = (text: string): void => report.progress(text);
    const stage = { adminUrl, kernel, emmett, ...sizes, progress };
    const figures = await measure(cells, { ...stage, written: { kernel: 0, emmett: 0 } });
    report.note(loadNote());
    return outcome(report, cells, { figures, isQuick: options.quick });
  },
};

function sizesOf({ quick, rest }: BenchOptions) {
  return {
    calls: wholeNumber("calls", rest["calls"] ?? (quick ? "1500" : "20000"), CALLERS),
    rounds: wholeNumber("rounds", rest["rounds"] ?? (quick ? "1" : "3"), 1),
    logEvents: quick ? 10_000 : 100_000,
    replayEvents: quick ? 50_000 : 1_000_000,
  };
}

function wanted(only: string | undefined): readonly Cell[] {
  if (only === undefined) return CELLS;
  const rows = only.split(",");
  refuseUnknown(
    Object.fromEntries(rows.map((row) => [row, ""])),
    CELLS.flatMap((cell) => cell.rows),
  );
  return CELLS.filter((cell) => cell.rows.some((row) => rows.includes(row)));
}

/** Every cell in turn, round after round; the events of both logs are counted after each. */
async function measure(
  cells: readonly Cell[],
  stage: Omit<Stage, "round"> & { readonly rounds: number },
): Promise<ReadonlyMap<Cell, readonly Figures[]>> {
  const measured = new Map<Cell, Figures[]>(cells.map((cell) => [cell, []]));
  const { kernel, emmett, rounds, progress, written } = stage;
  for (let round = 0; round < rounds; round += 1) {
    for (const [cell, figures] of measured) {
      if (round > 0 && cell.once === true) continue;
      progress(`round ${round + 1} of ${rounds}: ${cell.rows.join(", ")}`);
      figures.push(await cell.measure({ ...stage, round }));
      await kernel.check(written.kernel);
      await emmett.check(written.emmett);
    }
  }
  return measured;
}

type Measured = {
  readonly figures: ReadonlyMap<Cell, readonly Figures[]>;
  readonly isQuick: boolean;
};

/** The median of each figure over the rounds. */
function outcome(report: Report, cells: readonly Cell[], { figures, isQuick }: Measured): Outcome {
  const middle = Object.fromEntries(
    [...figures.values()].flatMap((rounds) =>
      Object.keys(rounds[0] ?? {}).map((name) => [
        name,
        rounded(median(rounds.map((round) => round[name] ?? Number.NaN))),
      ]),
    ),
  );
  const bounds = cells.flatMap((cell) => cell.bounds);
  const judged = new Set(bounds.map(({ figure }) => figure));
  const plain = Object.entries(middle).filter(([name]) => !judged.has(name));
  report.table(["figure", "median"], plain);
  const musts = bounds.map(({ figure, sign, bound }) =>
    must(figure, middle[figure] ?? Number.NaN, sign, bound),
  );
  return { figures: Object.fromEntries(plain), musts: isQuick ? musts.map(undecided) : musts };
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
