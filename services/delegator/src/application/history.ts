import type { YearRange } from "../domain/backfill-plan.ts";
import type { ChainSyncEvent } from "../domain/chain-sync-event.ts";
import type { DelegationPage } from "../domain/delegation-page.ts";
import type { Delegation } from "../domain/delegation.ts";
import type { Ranks } from "../domain/ranks.ts";
import type { TipChange } from "./tip-change.ts";

/** `ranked`: every row is served by rank; `live`: and every search index and the audit stand behind it. */
export type Mode = "empty" | "backfill" | "ranked" | "live" | "diverged";

export type HistoryState = {
  readonly mode: Mode;
  readonly chainId: string | null;
  readonly headLevel: number;
  /** Rows up to this level are stored and will not change. */
  readonly finalLevel: number;
  /** Whether the mirror's stream tells of it. */
  readonly isTold: boolean;
};

/** The events of the mirror's stream that a write is told by; they are committed together, or neither is. */
export type Events = readonly ChainSyncEvent[];

/** The page of a load as its events see it. */
export type PageTelling = {
  /** What is told of the page; `sha256` is the digest of its rows. */
  readonly events: (sha256: string) => Events;
  /** The page and the range's progress have been committed together with the events. */
  readonly onDurable: () => void;
};

/** What is told when a load is over; `rows` are the newest of it, in ascending order. */
export type CaughtUpTelling = {
  /** All rows above this level are wanted. */
  readonly above: number;
  readonly events: (rows: readonly Delegation[]) => Events;
};

/** How far the load of one range has come. */
export type RangeProgress = {
  readonly range: number;
  readonly years: YearRange;
  /** Rows in the ranges before. */
  readonly gBefore: number;
  /** Null where the upstream does not count: then the range ends where its pages end. */
  readonly expected: number | null;
  readonly done: number;
  readonly lastId: number;
  readonly lastYear: number;
  readonly lastY: number;
};

/** Delegations in order and their ranks. */
export type RankedPage = { readonly rows: DelegationPage; readonly ranks: Ranks };

export type BackfillPlan = {
  readonly chainId: string;
  readonly headLevel: number;
  readonly finalLevel: number;
  readonly ranges: readonly RangeProgress[];
};

/** Reading needs no leadership. */
export type HistoryReader = {
  state(): Promise<HistoryState>;
  ranges(): Promise<readonly RangeProgress[]>;
  /** The rows above a level in ascending order, as long as they are few. */
  rowsAbove(level: number): Promise<readonly Delegation[]>;
};

/** Every write is fenced: it rejects with `LeadershipLost` when another instance leads. */
export type LoadWriter = {
  /**
   * `keysFirst`: the keys are built before the rows, which costs every page a little and nothing at the end; for loads
   * that wait for their upstream anyway.
   */
  begin(plan: BackfillPlan, events: Events, keysFirst?: boolean): Promise<void>;
  /**
   * Queues a page of a range for writing and returns once there is room for the next one. Pages become durable in the
   * order of the calls.
   */
  load(progress: RangeProgress, page: RankedPage, telling: PageTelling): Promise<void>;
  /** Waits until everything queued is durable. */
  flush(): Promise<void>;
  /** Throws a range's rows away, to load it anew. */
  clear(range: RangeProgress, events: Events): Promise<void>;
  /** Throws everything away, to plan anew. */
  reset(events: Events): Promise<void>;
  /** Builds the rank indexes, counts the years and switches to `ranked`; the number of rows. */
  rank(caughtUp?: CaughtUpTelling): Promise<number>;
  /** Lets the history be served with everything it needs: `live`. */
  complete(caughtUp?: CaughtUpTelling): Promise<void>;
};

/** Writes at the tip of a ranked history; fenced like a load. */
export type TipWriter = {
  /** Takes rows back, adds rows, moves head and final level; the number of rows there are then. */
  changeTip(change: TipChange, events: Events): Promise<number>;
  /** Begins the stream of a mirror that is older than its log. */
  adopt(events: Events): Promise<void>;
  /** Stops following, for this reason; a change that resolves the divergence goes on. */
  diverge(reason: string, events: Events): Promise<void>;
};

export type HistoryWriter = LoadWriter & TipWriter;

/** A history that is being loaded: the one that is served, or one that will take its place. */
export type LoadedHistory = Pick<HistoryReader, "state" | "ranges"> & LoadWriter;
