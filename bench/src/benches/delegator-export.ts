import { type Child, startChild } from "../child.ts";
import { wholeNumber } from "../command-line.ts";
import type { Bench, Outcome, Report } from "../contract.ts";
import { checkpoint, delegatorDatabase } from "../delegator/delegator-database.ts";
import type { DelegatorProcess } from "../delegator/delegator-process.ts";
import type { ExportQuestions } from "../delegator/export-questions.ts";
import { exportStatement } from "../delegator/export-statement.ts";
import { peakMemory, residentMb } from "../delegator/memory-watch.ts";
import { restingService } from "../delegator/resting-service.ts";
import { type StartedCourse, startCourse } from "../delegator/start-course.ts";
import { WrongRows } from "../delegator/wrong-rows.ts";
import { loadNote } from "../load-note.ts";
import { must } from "../must.ts";
import { medianRatio, type Pair, pairedRuns } from "../paired-runs.ts";
import { isRecord } from "../registry.ts";
import { serverVersion } from "../server-version.ts";
import { median } from "../statistics.ts";
import { temporaryDatabaseServer } from "../temporary-database-server.ts";
import { undecided } from "../undecided.ts";

const FULL = { rows: 760_930, pairs: 5 };
const QUICK = { rows: 60_000, pairs: 1 };
const MS_PER_SECOND = 1000;
/** How long the slow client reads. */
const DAWDLE_MS = 3000;
const MEMORY_MB_MAX = 64;

export const bench: Bench = {
  title: "delegator: exporting the whole history over HTTP, against a bare COPY",
  options: { rows: `delegations in the history; ${FULL.rows}, ${QUICK.rows} with --quick` },
  async run(report, { quick, rest }) {
    const usual = quick ? QUICK : FULL;
    const size = { ...usual, rows: wholeNumber("rows", rest["rows"] ?? `${usual.rows}`, 1) };
    await using server = await temporaryDatabaseServer();
    report.postgres(await serverVersion(server.adminUrl));
    report.progress(`generating ${size.rows} delegations and mirroring them`);
    await using course = await startCourse({ ...server, rows: size.rows, perSecond: 0 });
    await using database = await delegatorDatabase(server.adminUrl);
    await loadHistory(database, course.tzktUrl);
    await checkpoint(database.adminUrl);
    report.note(loadNote());
    // A process of its own that loaded nothing, whose memory at rest is small.
    await using service = await restingService(database, course.tzktUrl);
    await using reader = startChild<ExportQuestions>(
      new URL("../delegator/export-child.ts", import.meta.url),
    );
    const measured = await measure(report, {
      service,
      reader,
      course,
      databaseUrl: database.url,
      size,
    });
    return outcome(report, measured, { rows: size.rows, isQuick: quick });
  },
};

async function loadHistory(
  database: { readonly url: string; readonly adminUrl: string },
  tzktUrl: string,
): Promise<void> {
  await using _service = await restingService(database, tzktUrl);
}

type Parts = {
  readonly service: DelegatorProcess;
  readonly reader: Child<ExportQuestions>;
  readonly course: StartedCourse;
  readonly databaseUrl: string;
  readonly size: typeof FULL;
};

type Measured = {
  /** Rows a second. */
  readonly csv: readonly Pair[];
  readonly ndjsonPerSecond: number;
  readonly idleMb: number;
  readonly peakMb: number;
  readonly slowPeakMb: number;
};

async function measure(report: Report, parts: Parts): Promise<Measured> {
  const { service, reader, databaseUrl, size } = parts;
  const { pid, url } = service;
  const [csvUrl, ndjsonUrl] = [`${url}/v1/export.csv`, `${url}/v1/export.ndjson`];
  const idleMb = await residentMb(pid);
  report.progress("comparing both formats with the chain");
  await checkExports(parts, { csvUrl, ndjsonUrl });
  const text = exportStatement(await finalLevel(url), size.rows);
  const perSecond = ({ milliseconds }: { readonly milliseconds: number }) =>
    (size.rows / milliseconds) * MS_PER_SECOND;
  let csv: readonly Pair[] = [];
  const ndjson: number[] = [];
  report.progress("CSV over HTTP against a bare COPY, in turn; then NDJSON");
  const peakMb = await peakMemory(pid, async () => {
    csv = await pairedRuns(size.pairs, {
      ours: async () => perSecond(await reader.ask("download", csvUrl)),
      theirs: async () => perSecond(await reader.ask("copy", { databaseUrl, text })),
    });
    for (let at = 0; at < size.pairs; at += 1) {
      ndjson.push(perSecond(await reader.ask("download", ndjsonUrl)));
    }
  });
  report.progress("a client that reads slowly");
  const slowPeakMb = await peakMemory(pid, () =>
    reader.ask("dawdle", { url: csvUrl, milliseconds: DAWDLE_MS }),
  );
  return { csv, ndjsonPerSecond: median(ndjson), idleMb, peakMb, slowPeakMb };
}

type Urls = { readonly csvUrl: string; readonly ndjsonUrl: string };

/** Throws `WrongRows` unless each export is the chain, byte by byte. */
async function checkExports(
  { reader, course, size }: Parts,
  { csvUrl, ndjsonUrl }: Urls,
): Promise<void> {
  const expected = await course.tzkt.ask("exports", null);
  for (const [url, digest, lines] of [
    [csvUrl, expected.csv, size.rows + 2],
    [ndjsonUrl, expected.ndjson, size.rows],
  ] as const) {
    const found = await reader.ask("check", url);
    if (found.digest === digest && found.lines === lines) continue;
    throw new WrongRows(
      `${found.lines} lines of digest ${found.digest} at ${url}, not the chain's`,
    );
  }
}

async function finalLevel(url: string): Promise<number> {
  const status: unknown = await (await fetch(`${url}/v1/status`)).json();
  return isRecord(status) ? Number(status["final"]) : Number.NaN;
}

function outcome(
  report: Report,
  { csv, ndjsonPerSecond, idleMb, peakMb, slowPeakMb }: Measured,
  { rows, isQuick }: { readonly rows: number; readonly isQuick: boolean },
): Outcome {
  const figures = {
    rows,
    csvPerSecond: Math.round(median(csv.map(({ ours }) => ours))),
    barePerSecond: Math.round(median(csv.map(({ theirs }) => theirs))),
    ndjsonPerSecond: Math.round(ndjsonPerSecond),
    idleMb: Math.round(idleMb),
    memoryMb: Math.round(peakMb - idleMb),
    slowMemoryMb: Math.round(slowPeakMb - idleMb),
  };
  report.table(
    ["export", "rows/s", "MB above idle"],
    [
      ["CSV over HTTP", figures.csvPerSecond, figures.memoryMb],
      ["CSV, bare COPY, nothing parsed", figures.barePerSecond, ""],
      ["NDJSON over HTTP", figures.ndjsonPerSecond, ""],
      ["CSV, slow client", "", figures.slowMemoryMb],
    ],
  );
  report.note("service, PostgreSQL and reader share the machine's processors");
  report.note("goals on an idle machine: >= 200,000 rows/s, 0.8 of the bare COPY");
  const musts = [
    must(
      "CSV over HTTP to a bare COPY, rows/s",
      Math.round(medianRatio(csv) * 1000) / 1000,
      ">=",
      0.5,
    ),
    must(
      "megabytes above idle",
      Math.max(figures.memoryMb, figures.slowMemoryMb),
      "<=",
      MEMORY_MB_MAX,
    ),
  ];
  return { figures, musts: isQuick ? musts.map(undecided) : musts };
}
