import { scenariosOf } from "@holdfast/scenarios";

import type { ChainSyncCommand } from "../../src/domain/chain-sync-command.ts";
import type { ChainSyncEvent, IngestedPage } from "../../src/domain/chain-sync-event.ts";
import { chainSync } from "../../src/domain/chain-sync.ts";
import type { Delegation } from "../../src/domain/delegation.ts";

/** The mirrored chain. */
export const CHAIN = "NetXdQprcVkpaWU";
const FINALITY = 2;

function named(rows: readonly Delegation[]): string {
  if (rows.length === 0) return "no delegation";
  return rows.map(({ hash, level }) => `${hash} (level ${level})`).join(", ");
}

/** The words in which the rules of a mirror are told. */
export const mirrorLanguage = scenariosOf(chainSync, {
  context: () => ({ finality: FINALITY }),
  refusals: {
    stale_replica: "the answer comes from a replica that has not seen what has been seen here",
    difference_below_final: "mirror and chain differ where nothing may change any more",
    wrong_chain: "another chain is mirrored",
    already_started: "this chain is mirrored already",
    not_loading: "no history is being loaded",
    page_not_next: "the page is not the next one of its range",
    not_following: "the history has not been loaded yet",
    epoch_not_newer: "somebody leads with this epoch or a newer one",
    not_leading: "the epoch does not lead",
  },
  says: {
    Start: ({ finalLevel }) => `load the history up to level ${finalLevel}`,
    IngestPage: ({ count, range }) => `take a page of ${count} rows into range ${range}`,
    Rebuild: ({ finalLevel }) =>
      `load the history anew up to level ${finalLevel}, beside the one that is served`,
    DiscardRange: ({ range }) => `throw the pages of range ${range} away`,
    DiscardLoad: ({ reason }) => `throw the load away: ${reason}`,
    CatchUp: ({ head }) => `the load is over, the chain is at level ${head}`,
    Reconcile: ({ head, rows, mayBeShorter }) =>
      `the upstream answers at level ${head} with ${named(rows)}${mayBeShorter ? ", after a reorg was announced" : ""}`,
    SyncStarted: ({ finalLevel }) => `the load up to level ${finalLevel} has begun`,
    RebuildStarted: ({ finalLevel }) =>
      `the history is loaded anew up to level ${finalLevel}, beside the one that is served`,
    RangeDiscarded: ({ range }) => `range ${range} begins anew`,
    LoadDiscarded: ({ reason }) => `the load was thrown away: ${reason}`,
    HistoryReplaced: ({ finalLevel, rows }) =>
      `the history that was loaded anew is served, final up to level ${finalLevel}, the newest: ${named(rows)}`,
    NewestTold: ({ rows }) => `${rows.length} more of the newest`,
    PageIngested: ({ count, range }) => `a page of ${count} rows is in range ${range}`,
    CaughtUp: ({ head, rows }) =>
      `the history is whole up to level ${head}, the newest: ${named(rows)}`,
    BlockApplied: ({ level, added }) => `level ${level} brings ${named(added)}`,
    ReorgHandled: ({ fromLevel, toLevel, retracted, added }) =>
      `levels ${fromLevel} to ${toLevel} are replaced: ${named(retracted)} goes, ${named(added)} comes`,
    Finalized: ({ level }) => `nothing up to level ${level} will change any more`,
    Diverged: ({ level }) => `the mirror stops: it differs from the chain at level ${level}`,
  },
});

/** An operation of a level; those with other hashes are others. */
export function row(hash: string, level: number, change: Partial<Delegation> = {}): Delegation {
  return {
    id: level * 2 ** 20,
    level,
    time: 1_700_000_000 + level * 8,
    year: 2023,
    hash,
    counter: level,
    nonce: -1,
    sender: "ann",
    initiator: null,
    amount: 100,
    prevBaker: null,
    newBaker: "bob",
    status: "applied",
    ...change,
  };
}

export const A = row("A", 97);
export const B = row("B", 99);
export const C = row("C", 100);
/** Another operation that was given the id of C after a reorg. */
export const D = row("D", 100, { counter: 7 });

export const loading: ChainSyncEvent = { type: "SyncStarted", chainId: CHAIN, finalLevel: 98 };
export const caughtUp: ChainSyncEvent = { type: "CaughtUp", head: 98, rows: [A] };
/** A page of five rows of the first range. */
const PAGE: IngestedPage = {
  range: 1,
  fromId: 1,
  toId: 9,
  count: 5,
  sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
};
export const ingest = (change: Partial<IngestedPage> = {}): ChainSyncCommand => ({
  type: "IngestPage",
  ...PAGE,
  ...change,
});
export const ingested = (change: Partial<IngestedPage> = {}): ChainSyncEvent => ({
  type: "PageIngested",
  ...PAGE,
  ...change,
});
export const block = (level: number, ...added: readonly Delegation[]): ChainSyncEvent => ({
  type: "BlockApplied",
  level,
  added,
});
export const finalized = (level: number): ChainSyncEvent => ({ type: "Finalized", level });
export const answer = (
  head: number,
  rows: readonly Delegation[],
  change: { readonly through?: number; readonly mayBeShorter?: boolean } = {},
): ChainSyncCommand => ({
  type: "Reconcile",
  head,
  rows,
  through: head,
  mayBeShorter: false,
  ...change,
});
/** The mirror has seen level 100. */
export const AT_100 = [loading, caughtUp, block(99, B), block(100, C)] as const;
