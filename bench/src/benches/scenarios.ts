import { committedPages, pagesElsewhere } from "@holdfast/scenarios/pages-elsewhere";

import { wholeNumber } from "../command-line.ts";
import type { Bench, BenchOptions, Report } from "../contract.ts";
import { loadNote } from "../load-note.ts";
import { must } from "../must.ts";
import { medianRatio, type Pair, pairedRuns } from "../paired-runs.ts";
import { emptySuiteMs, suiteMs } from "../scenarios/cold-suite.ts";
import { rowsBare, rowsTold, seesWrongRow } from "../scenarios/outline-rows.ts";
import { median } from "../statistics.ts";
import { undecided } from "../undecided.ts";

const PACKAGES = ["packages/cqrs", "packages/scenarios"];
/** The features of the repository, with what they import by path. */
const FEATURES = [
  "packages/scenarios/examples",
  "packages/scenarios/test/amounts-within.ts",
  "services/delegator/src/domain",
  "services/delegator/test/in-memory/mirror-language.ts",
];
const TESTS = ["bank-account.test", "chain-sync.test"];
const PLACES = [
  { folder: "here", timeZone: "UTC", locale: "C" },
  { folder: "a b/c", timeZone: "Pacific/Kiritimati", locale: "tr_TR.UTF-8" },
  { folder: "deep/er/still", timeZone: "America/St_Johns", locale: "de_DE.UTF-8" },
];

export const bench: Bench = {
  title: "scenarios: a cold unit suite, a table of 10,000 rows, and pages written again and again",
  options: {
    rows: "rows of the table; 10000, 1000 with --quick",
    rounds: "rounds of the table; 15, 3 with --quick",
    suites: "cold starts of the suite; 3, 1 with --quick",
    pages: "times the pages are written; 20, 2 with --quick",
  },
  async run(report, options) {
    const { rows, rounds, suites, pages } = sizes(options);
    report.note(loadNote());
    const table = await tableOf(report, rows, rounds);
    const suite = await suiteOf(report, suites);
    const differing = await pagesThatDiffer(report, pages);
    report.note(loadNote());
    const [rowRatio, suiteRatio] = [rounded(medianRatio(table)), rounded(medianRatio(suite))];
    const suiteS = rounded(median(suite.map(({ ours }) => ours)) / 1_000);
    const musts = [
      must("A17 suite to an empty test", suiteRatio, "<=", 15),
      must("A18 rows to a bare loop", rowRatio, ">=", 0.2),
    ];
    return {
      figures: {
        suiteS,
        rowsPerSecond: Math.round(median(table.map(({ ours }) => ours))),
        pagesWritten: pages,
      },
      musts: [
        ...(options.quick ? musts.map(undecided) : musts),
        must("A20 pages that differ", differing, "<=", 0),
      ],
    };
  },
};

function sizes({ quick, rest }: BenchOptions) {
  const size = (name: string, whole: string, small: string) =>
    wholeNumber(name, rest[name] ?? (quick ? small : whole), 1);
  return {
    rows: size("rows", "10000", "1000"),
    rounds: size("rounds", "15", "3"),
    suites: size("suites", "3", "1"),
    pages: size("pages", "20", "2"),
  };
}

/** Both ways on the same rows, in turn; that they look is checked first, which also warms them up. */
async function tableOf(report: Report, count: number, rounds: number): Promise<readonly Pair[]> {
  report.progress(`a table of ${count} rows, ${rounds} times`);
  const rows = Array.from({ length: count }, (_, at) => ({ count: at + 1, taken: at + 1 }));
  await seesWrongRow(rows);
  const pairs = await pairedRuns(rounds, {
    ours: () => rowsTold(rows),
    theirs: () => rowsBare(rows),
  });
  report.table(
    ["rows a second", "median"],
    [
      ["told and checked", Math.round(median(pairs.map(({ ours }) => ours)))],
      ["bare loop", Math.round(median(pairs.map(({ theirs }) => theirs)))],
    ],
  );
  return pairs;
}

async function suiteOf(report: Report, suites: number): Promise<readonly Pair[]> {
  report.progress(`unit tests of both packages from a cold start, ${suites} times`);
  return pairedRuns(suites, { ours: () => suiteMs(...PACKAGES), theirs: emptySuiteMs });
}

async function pagesThatDiffer(report: Report, times: number): Promise<number> {
  report.progress(`pages written ${times} times under changing circumstances`);
  const committed = await committedPages();
  let differing = 0;
  for (let time = 0; time < times; time += 1) {
    const place = PLACES[time % PLACES.length] ?? { folder: "", timeZone: "UTC", locale: "C" };
    const what = { files: FEATURES, tests: TESTS, workers: 1 + (time % 2), seed: time + 1 };
    const written = await pagesElsewhere({ ...place, ...what });
    const others = [...written].filter(([name, text]) => committed.get(name) !== text);
    // Each test writes a page and its JSON; what is not written differs, too.
    differing += others.length + Math.abs(2 * TESTS.length - written.size);
  }
  return differing;
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
