import type { Cursor } from "./cursor.ts";
import type { HistoryMark } from "./history-mark.ts";

/** Where the pages beside one lie. */
export type Neighbours =
  | {
      readonly by: "page";
      /** What the list is pinned to; undefined while the history is loading. */
      readonly asOf: number | undefined;
      /** Undefined when it is not known. */
      readonly lastPage: number | undefined;
      /** Behind the last page that can be reached by number a cursor leads on. */
      readonly next: "page" | Cursor | undefined;
    }
  | { readonly by: "cursor"; readonly prev: Cursor | undefined; readonly next: Cursor | undefined };

/** A page of a list. */
export type Listing<Row> = {
  /** Newest first. */
  readonly rows: readonly Row[];
  readonly state: Pick<HistoryMark, "head" | "final">;
  readonly neighbours: Neighbours;
  /** Rows of the list, where that is known without counting. */
  readonly total?: number;
  /** What names this answer; absent while the history is loading. */
  readonly version?: HistoryMark;
  /** Whether the same question will have the same answer for ever. */
  readonly isLasting: boolean;
  /** Present while the history is loading: the part that is durable, from 0 to 1. */
  readonly done?: number;
};

/** The page asked for cannot be told before the whole history is ranked. */
export type HistoryLoading = { readonly code: "history_loading"; readonly done: number };

/** So deep in a selection that counting the rows before it would take too long. */
export type PageTooDeep = { readonly code: "page_too_deep"; readonly rowsMax: number };
