import type { ChainRow } from "./chain-row.ts";

/** A page as a client asks for it: from 1, newest first; without a year the whole history. */
export type AskedPage = { readonly page: number; readonly size: number; readonly year?: number };

/** What every page of the chain has to look like, whoever serves it. */
export class TruePages {
  /** Each row in the original's shape, in ascending order. */
  readonly #all: string[] = [];
  readonly #years = new Map<number, string[]>();

  add({ record, year }: ChainRow): void {
    const { timestamp, amount, sender, level } = record;
    const text = JSON.stringify({
      timestamp,
      amount: `${amount}`,
      delegator: sender.address,
      level: `${level}`,
    });
    this.#all.push(text);
    const ofYear = this.#years.get(year);
    if (ofYear === undefined) this.#years.set(year, [text]);
    else ofYear.push(text);
  }

  /** Rows in the history, or in a year. */
  count(year?: number): number {
    return this.#scope(year).length;
  }

  /** The JSON of a page, without a line break at its end. */
  body({ page, size, year }: AskedPage): string {
    const rows = this.#scope(year);
    const end = Math.max(rows.length - (page - 1) * size, 0);
    const newestFirst = rows.slice(Math.max(end - size, 0), end).toReversed();
    return `{"data":[${newestFirst.join(",")}]}`;
  }

  #scope(year: number | undefined): readonly string[] {
    return year === undefined ? this.#all : (this.#years.get(year) ?? []);
  }
}
