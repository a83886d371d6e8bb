import { setTimeout as sleep } from "node:timers/promises";

import { delegatorProcess, type DelegatorSettings } from "./delegator-process.ts";
import { type LogRecord, numberOf } from "./service-log.ts";
import { WrongRows } from "./wrong-rows.ts";

/** How closely the first right page is looked for. */
const LOOK_MS = 10;

/** One sync of the service; times count from the start of its process. */
export type SyncRun = {
  /** When the process was started, in milliseconds since 1970. */
  readonly startedMs: number;
  /** Until every row was durable and served at any page by rank. */
  readonly rankedMs: number;
  /** Until page 1 was right for the first time. */
  readonly firstPageMs: number;
  /** Of `rankedMs`: building the rank indexes and counting the years. */
  readonly rankIndexMs: number;
  /** After `rankedMs`: building the indexes for searches. */
  readonly searchIndexMs: number;
};

/** What pages have to be by then; bodies without the line break at their end. */
export type ExpectedPages = {
  /** Page 1, from the moment it is served at all. */
  readonly newest: string;
  /** Paths and bodies that must be right at once when the history is ranked. */
  readonly ranked: ReadonlyMap<string, string>;
};

/** Starts the service on an empty database and lets it run until it is live. Throws `WrongRows`. */
export async function syncRun(
  settings: DelegatorSettings,
  expected: ExpectedPages,
): Promise<SyncRun> {
  const startedMs = Date.now();
  await using service = await delegatorProcess(settings);
  const { log, url } = service;
  const isRanked = () => log.has("HistoryRanked");
  const firstPage = firstRightPage(`${url}/xtz/delegations`, expected.newest, isRanked);
  firstPage.catch(() => undefined); // It is awaited below, after what may fail first.
  const ranked = await log.until("HistoryRanked");
  for (const [path, body] of expected.ranked) await checkPage(`${url}${path}`, body);
  const live = await log.until("CaughtUp");
  return {
    startedMs,
    rankedMs: timeOf(ranked) - startedMs,
    firstPageMs: (await firstPage) - startedMs,
    rankIndexMs: numberOf(ranked, "indexMs"),
    searchIndexMs: numberOf(live, "indexMs"),
  };
}

function timeOf(record: LogRecord): number {
  return numberOf(record, "time");
}

/** When the page was served for the first time, in milliseconds since 1970. A wrong page is never accepted. */
async function firstRightPage(url: string, body: string, isRanked: () => boolean): Promise<number> {
  for (;;) {
    const isLate = isRanked();
    const answer = await fetch(url);
    const text = await answer.text();
    if (answer.status === 200) {
      if (text !== `${body}\n`) throw new WrongRows(`the first page served at ${url} is wrong`);
      return Date.now();
    }
    if (isLate) throw new WrongRows(`status ${answer.status} at ${url} with a ranked history`);
    await sleep(LOOK_MS);
  }
}

/** Throws `WrongRows` unless the page is served and right. */
async function checkPage(url: string, body: string): Promise<void> {
  const answer = await fetch(url);
  const text = await answer.text();
  if (answer.status !== 200 || text !== `${body}\n`) {
    throw new WrongRows(`status ${answer.status} and a wrong body at ${url}`);
  }
}
