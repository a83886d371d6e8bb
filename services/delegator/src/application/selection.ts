import type { Delegation } from "../domain/delegation.ts";
import type { ListScope } from "../domain/list-scope.ts";
import type { Cursor } from "./cursor.ts";
import type { HistoryMark } from "./history-mark.ts";

/** Rows of a list that are found by search and not by rank. */
export type SelectionRequest = {
  readonly scope: ListScope;
  /** Only rows among the first so many of the history. */
  readonly asOf: number | undefined;
  readonly cursor: Cursor | undefined;
  /** Rows passed over. */
  readonly offset: number;
  readonly limit: number;
};

export type Selection = {
  /** Newest first, but oldest first when read towards the newer. */
  readonly rows: readonly Delegation[];
  readonly state: HistoryMark;
  /** The most rows the history can ever have had. */
  readonly historyMax: number;
  /** Id of the row whose rank is `asOf`; undefined when there is none. */
  readonly pinnedId: number | undefined;
  /** Id of the newest row that no reorg can take back; 0 when there is none. */
  readonly finalId: number;
};

export type ReadSelection = (request: SelectionRequest) => Promise<Selection>;
