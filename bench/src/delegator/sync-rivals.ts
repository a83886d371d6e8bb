import { type Child, startChild } from "../child.ts";
import { delegatorDatabase } from "./delegator-database.ts";
import type { OriginalQuestions } from "./original-questions.ts";
import { createOriginalTables } from "./original-table.ts";
import { type ExpectedPages, type SyncRun, syncRun } from "./sync-run.ts";
import { mirrorDigest, originalDigest, type TableDigest } from "./table-digest.ts";
import type { ChainTruth, Requests, TzktQuestions } from "./tzkt-questions.ts";
import { WrongRows } from "./wrong-rows.ts";

/** What both ways of mirroring run against. */
export type SyncCourse = {
  /** The database server, as one who may create databases. */
  readonly adminUrl: string;
  readonly tzkt: Child<TzktQuestions>;
  readonly tzktUrl: string;
  /** What the stand-in lets through, and what the service is told of it; 0 for no limit. */
  readonly perSecond: number;
  readonly truth: ChainTruth;
  readonly expected: ExpectedPages;
};

/** A run of the service with the requests it took until its history was ranked. */
export type OurRun = SyncRun & { readonly requests: Requests };

/** The service on a fresh database; every row compared with the chain afterwards. */
export async function runOurs(course: SyncCourse): Promise<OurRun> {
  const { adminUrl, tzkt, tzktUrl, perSecond, truth, expected } = course;
  await using database = await delegatorDatabase(adminUrl);
  const run = await syncRun({ database, tzktUrl, perSecond }, expected);
  const untilMs = run.startedMs + run.rankedMs;
  const requests = await tzkt.ask("requests", { fromMs: run.startedMs, untilMs });
  mustEqual(await mirrorDigest(database.adminUrl), truth.rows, truth.mirrorDigest);
  return { ...run, requests };
}

/** The original's flow, its tables on a fresh database; the milliseconds from the start of its process. */
export async function runTheirs({ adminUrl, tzktUrl, truth }: SyncCourse): Promise<number> {
  await using database = await delegatorDatabase(adminUrl);
  const { adminUrl: databaseUrl } = database;
  await createOriginalTables(databaseUrl);
  const startedMs = performance.now();
  await using child = startChild<OriginalQuestions>(new URL("original-child.ts", import.meta.url));
  await child.ask("run", { tzktUrl, databaseUrl });
  const tookMs = performance.now() - startedMs;
  mustEqual(await originalDigest(databaseUrl), truth.rows, truth.originalDigest);
  return tookMs;
}

function mustEqual(found: TableDigest, rows: number, digest: string): void {
  if (found.rows === rows && found.digest === digest) return;
  throw new WrongRows(
    `${found.rows} rows stored, ${rows} on the chain; digest ${found.digest}, should be ${digest}`,
  );
}
