import type { Delegation } from "./delegation.ts";

/** The newest levels of the mirror: all that can still change, and a margin of what cannot. */
export type TipWindow = {
  /** Level up to which the chain has been seen. */
  readonly head: number;
  /** Level up to which nothing will change. */
  readonly final: number;
  /** All rows above this level are in the window. */
  readonly floor: number;
  /** In ascending order. */
  readonly rows: readonly Delegation[];
};

/** A history that is being loaded. */
export type HistoryLoad = {
  readonly finalLevel: number;
  /** The newest id of each range that has begun. */
  readonly reached: Readonly<Record<number, number>>;
};

/** How far the mirror of a chain has come. */
export type Mirror =
  | { readonly phase: "absent" }
  | { readonly phase: "loading"; readonly chainId: string; readonly load: HistoryLoad }
  | {
      readonly phase: "following" | "diverged";
      readonly chainId: string;
      readonly window: TipWindow;
      /** A load beside what is served, while there is one. */
      readonly load?: HistoryLoad;
    };

/** Who may write; nobody when `leader` is null. */
type Lead = { readonly epoch: number; readonly leader: string | null };

export type ChainSyncState = { readonly lead: Lead; readonly mirror: Mirror };

/**
 * Levels below the final one that every answer is compared with as well. A difference there is no reorg but a fault of
 * one side, and would otherwise stay unnoticed until an audit meets it.
 */
export const MARGIN_LEVELS = 64;

/** So many levels below the final one it is looked before the mirror stops. */
export const DEEPEST_LEVELS = 1024;

/** The mirror is not at the tip of a chain, so there is no window to speak of. */
class NotFollowing extends Error {
  override readonly name = "NotFollowing";
  readonly code = "not_following";
}

/** The newest levels of a mirror that follows. Throws `NotFollowing` for one that does not. */
export function windowOf({ mirror }: ChainSyncState): TipWindow {
  if (mirror.phase === "following" || mirror.phase === "diverged") return mirror.window;
  throw new NotFollowing(`the mirror is ${mirror.phase}`);
}
