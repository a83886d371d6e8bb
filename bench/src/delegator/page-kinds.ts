import { randomIntegers } from "../random-integers.ts";
import type { AskedPage } from "./true-pages.ts";

/** The default of the service, and of the original. */
export const PAGE_SIZE = 50;
/** A year long past, so that its last page lies in the middle of the history. */
export const PAST_YEAR = 2021;

/** The pages of one kind, asked for in turn. */
export type PageKind = { readonly name: string; readonly pages: readonly AskedPage[] };

type Counts = { readonly all: number; readonly pastYear: number };

/** The kinds of pages whose cost is compared; `randomCount` is the number of different random ones. */
export function pageKinds({ all, pastYear }: Counts, randomCount: number): readonly PageKind[] {
  const last = lastPage(all);
  const single = (name: string, page: number) => ({ name, pages: [{ page, size: PAGE_SIZE }] });
  return [
    single("first", 1),
    single("1,000th", Math.min(1000, last)),
    single("last", last),
    {
      name: `last of ${PAST_YEAR}`,
      pages: [{ page: lastPage(pastYear), size: PAGE_SIZE, year: PAST_YEAR }],
    },
    { name: "random", pages: randomPages(all, randomCount) },
  ];
}

/** Pages from anywhere in the history; half of them lie in its older half. */
export function randomPages(all: number, count: number): readonly AskedPage[] {
  return randomIntegers(count, lastPage(all)).map((page) => ({ page, size: PAGE_SIZE }));
}

function lastPage(rows: number): number {
  return Math.max(1, Math.ceil(rows / PAGE_SIZE));
}
