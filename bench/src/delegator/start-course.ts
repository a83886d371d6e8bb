import { startChild } from "../child.ts";
import { PAGE_SIZE } from "./page-kinds.ts";
import type { SyncCourse } from "./sync-rivals.ts";
import type { AskedPage } from "./true-pages.ts";
import type { TzktQuestions } from "./tzkt-questions.ts";

export type CourseOptions = {
  readonly adminUrl: string;
  readonly rows: number;
  /** 0 for no limiter. */
  readonly perSecond: number;
};

/** A course with a stand-in of its own; disposing it ends the stand-in. */
export type StartedCourse = SyncCourse & AsyncDisposable;

/** Starts a stand-in and works out what is true on its chain. */
export async function startCourse(options: CourseOptions): Promise<StartedCourse> {
  const { adminUrl, rows, perSecond } = options;
  await using held = new AsyncDisposableStack();
  const tzkt = held.use(startChild<TzktQuestions>(new URL("tzkt-child.ts", import.meta.url)));
  const { url: tzktUrl } = await tzkt.ask("start", { rows, perSecond });
  const truth = await tzkt.ask("truth", null);
  const last = Math.max(1, Math.ceil(truth.rows / PAGE_SIZE));
  const ranked = [1, Math.ceil(last / 2), last].map((page) => ({ page, size: PAGE_SIZE }));
  const bodies = await tzkt.ask("pages", ranked);
  const expected = {
    newest: bodies[0] ?? "",
    ranked: new Map(ranked.map((asked, at) => [pagePath(asked), bodies[at] ?? ""])),
  };
  const stop = held.move();
  return {
    adminUrl,
    tzkt,
    tzktUrl,
    perSecond,
    truth,
    expected,
    [Symbol.asyncDispose]: () => stop.disposeAsync(),
  };
}

/** Path and query that ask the service for that page. */
export function pagePath({ page, size, year }: AskedPage): string {
  const scope = year === undefined ? "" : `&year=${year}`;
  return `/xtz/delegations?page=${page}&per_page=${size}${scope}`;
}
