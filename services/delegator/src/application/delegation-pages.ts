import type { ListScope } from "../domain/list-scope.ts";
import type { HistoryMark } from "./history-mark.ts";
import type { PagePlace } from "./list-request.ts";

/** What the original shows of a delegation; numbers as decimal strings. */
export type PageRow = {
  readonly timestamp: string;
  readonly amount: string;
  readonly delegator: string;
  readonly level: string;
};

/** A page of a list that is a range of ranks. */
export type RankedPage<Row> = {
  /** Newest first. */
  readonly rows: readonly Row[];
  /** Rows the list has now. */
  readonly total: number;
  /** The most it can ever have had; a page pinned to more was never served. */
  readonly totalMax: number;
  readonly state: HistoryMark;
};

/** Reads a page of a list that is not a selection. Pinned to more than `totalMax` it is pinned to that. */
export type ReadRankedPage<Row> = (scope: ListScope, place: PagePlace) => Promise<RankedPage<Row>>;
