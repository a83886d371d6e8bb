import type { Truth } from "@holdfast/standin-tzkt";

/** A row as the original's clients see it. */
export type PageRow = {
  readonly timestamp: string;
  readonly amount: string;
  readonly delegator: string;
  readonly level: string;
};

/** Which rows a page shows. */
export type Page = { readonly page: number; readonly size: number; readonly year?: number };

/** All rows of the truth, newest first. */
export function newestFirst(truth: Truth): readonly PageRow[] {
  const rows = Array.from(truth.records(), ({ timestamp, amount, sender, level }) => ({
    timestamp,
    amount: String(amount),
    delegator: sender.address,
    level: String(level),
  }));
  return rows.toReversed();
}

/** The rows of a year, or all of them. */
export function scopeOf(rows: readonly PageRow[], year?: number): readonly PageRow[] {
  if (year === undefined) return rows;
  return rows.filter(({ timestamp }) => timestamp.startsWith(`${year}-`));
}

/** The exact bytes of a page. */
export function pageBody(rows: readonly PageRow[], { page, size, year }: Page): string {
  const data = scopeOf(rows, year).slice((page - 1) * size, page * size);
  return `${JSON.stringify({ data })}\n`;
}
