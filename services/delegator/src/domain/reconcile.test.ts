import { evolveAll, fold } from "@holdfast/cqrs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { ChainSyncEvent } from "./chain-sync-event.ts";
import { type ChainSyncState, windowOf } from "./chain-sync-state.ts";
import { chainSync } from "./chain-sync.ts";
import type { Delegation } from "./delegation.ts";

const FINALITY = 2;
const LEVELS_AHEAD_MAX = 4;

/** A chain as its blocks, from level 1 on; each block as the amounts of its delegations. */
type Blocks = readonly (readonly number[])[];

function rowsOf(blocks: Blocks): readonly Delegation[] {
  let counter = 0;
  return blocks.flatMap((amounts, index) =>
    amounts.map((amount): Delegation => {
      counter += 1;
      const level = index + 1;
      return {
        id: counter * 2 ** 20,
        level,
        time: level * 8,
        year: 1970,
        hash: `op${amount}`,
        counter,
        nonce: -1,
        sender: "ann",
        initiator: null,
        amount,
        prevBaker: null,
        newBaker: null,
        status: "applied",
      };
    }),
  );
}

const block = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 });
/** Blocks that come, after so many of the newest have been replaced; a good chain replaces no final one. */
const step = fc.record({
  replaced: fc.integer({ min: 0, max: FINALITY }),
  blocks: fc.array(block, { maxLength: LEVELS_AHEAD_MAX }),
});

function following(): ChainSyncState {
  const history: readonly ChainSyncEvent[] = [
    { type: "SyncStarted", chainId: "NetX", finalLevel: 0 },
    { type: "CaughtUp", head: 0, rows: [] },
  ];
  return fold(chainSync, history);
}

function reconciled(state: ChainSyncState, blocks: Blocks): ChainSyncState {
  const { floor } = windowOf(state);
  const rows = rowsOf(blocks).filter(({ level }) => level > floor);
  const head = blocks.length;
  const decision = chainSync.decide(
    { type: "Reconcile", head, through: head, rows, mayBeShorter: true },
    state,
    { finality: FINALITY },
  );
  // A chain that was cut below the final level is not a good one; it is tried again when it has grown.
  return "code" in decision ? state : evolveAll(chainSync, state, decision);
}

/** What is final stays, whatever comes; all above is simply read anew. */
function naive(blocks: Blocks, floor: number): readonly Delegation[] {
  return rowsOf(blocks).filter(({ level }) => level > floor);
}

describe("reconciling with a chain that grows, is replaced and shrinks", () => {
  it("ends with what deleting everything that is not final and reading it anew would give", () => {
    const run = fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let state = following();
      let blocks: Blocks = [];
      for (const { replaced, blocks: added } of steps) {
        const kept = Math.max(blocks.length - replaced, windowOf(state).final);
        blocks = [...blocks.slice(0, kept), ...added];
        state = reconciled(state, blocks);
        const { head, final, floor, rows } = windowOf(state);
        expect(rows).toEqual(naive(blocks, floor));
        expect(head).toBe(blocks.length);
        expect(final).toBeGreaterThanOrEqual(head - FINALITY);
      }
    });
    fc.assert(run, { numRuns: 500 });
  });
});

it("knows of no window before the mirror follows", () => {
  expect(() => windowOf(chainSync.initialState())).toThrow("the mirror is absent");
});
