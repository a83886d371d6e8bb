import { evolveAll, isRefusal } from "@holdfast/cqrs";
import { describe, expect, it } from "vitest";

import {
  A,
  AT_100,
  B,
  block,
  C,
  caughtUp,
  finalized,
  loading,
  row,
} from "../../test/in-memory/mirror-language.ts";
import type { ChainSyncEvent } from "./chain-sync-event.ts";
import { type TipWindow, windowOf } from "./chain-sync-state.ts";
import { chainSync } from "./chain-sync.ts";
import { toldEvents } from "./told-events.ts";

function stateAfter(events: readonly ChainSyncEvent[]) {
  return evolveAll(chainSync, chainSync.initialState(), events);
}

const START = windowOf(stateAfter([loading, caughtUp]));
const WINDOW = windowOf(stateAfter(AT_100));

/** So many rows of the levels from 101 on, one each. */
function rowsFrom101(count: number) {
  return Array.from({ length: count }, (_, at) => row(`H${at}`, 101 + at));
}

function rowsAfter(window: TipWindow, events: readonly ChainSyncEvent[]) {
  const mirror = { phase: "following", chainId: "", window } as const;
  return windowOf(evolveAll(chainSync, { ...stateAfter(AT_100), mirror }, events)).rows;
}

describe("the log is told", () => {
  it("of blocks that bring delegations, not of the others", () => {
    expect(toldEvents(START, [block(99, B), block(100)])).toEqual([block(99, B)]);
  });

  it("of a final level that makes rows final, also of rows that come with it", () => {
    expect(toldEvents(WINDOW, [block(101), finalized(99)])).toEqual([finalized(99)]);
    expect(toldEvents(START, [block(99, B), block(500), finalized(99)])).toEqual([
      block(99, B),
      finalized(99),
    ]);
  });

  it("of no final level that makes no row final", () => {
    expect(toldEvents(START, [block(101), finalized(99)])).toEqual([]);
    const goes: ChainSyncEvent = {
      type: "ReorgHandled",
      fromLevel: 99,
      toLevel: 102,
      retracted: [C, B],
      added: [],
    };
    expect(toldEvents(WINDOW, [goes, finalized(100)])).toEqual([goes]);
  });

  it("of every reorg, of divergence and of its end", () => {
    const shorter: ChainSyncEvent = {
      type: "ReorgHandled",
      fromLevel: 101,
      toLevel: 100,
      retracted: [],
      added: [],
    };
    const told = [shorter, { type: "Diverged", level: 97 } as const];
    expect(toldEvents(WINDOW, told)).toEqual(told);
    expect(toldEvents(WINDOW, [{ type: "DivergenceResolved" }])).toEqual([
      { type: "DivergenceResolved" },
    ]);
  });

  it("of a hundred blocks one by one, and of more together", () => {
    const blocks = rowsFrom101(100).map((each) => block(each.level, each));
    expect(toldEvents(WINDOW, blocks)).toEqual(blocks);
    const more = rowsFrom101(1_201);
    const told = toldEvents(
      WINDOW,
      more.map((each) => block(each.level, each)),
    );
    expect(told.map((event) => ("added" in event ? event.added.length : 0))).toEqual([
      500, 500, 201,
    ]);
    expect(rowsAfter(WINDOW, told)).toEqual([A, B, C, ...more]);
  });

  it("of a level with very many delegations in several events", () => {
    const many = Array.from({ length: 501 }, (_, at) => row(`M${at}`, 101));
    const told = toldEvents(WINDOW, [block(101, ...many)]);
    expect(told).toEqual([block(101, ...many.slice(0, 500)), block(101, ...many.slice(500))]);
  });

  it("of a reorg with very many in several events that take back before they add", () => {
    const gone = Array.from({ length: 501 }, (_, at) => row(`G${at}`, 101));
    const come = Array.from({ length: 501 }, (_, at) => row(`N${at}`, 101));
    const window = { ...WINDOW, rows: [...WINDOW.rows, ...gone] };
    const reorg = { type: "ReorgHandled", fromLevel: 101, toLevel: 102 } as const;
    const told = toldEvents(window, [{ ...reorg, retracted: gone.toReversed(), added: come }]);
    expect(told).toHaveLength(4);
    expect(rowsAfter(window, told)).toEqual([A, B, C, ...come]);
  });
});

it("more newest rows than an event may name are told by several when a load ends", () => {
  const many = Array.from({ length: 1_001 }, (_, at) => row(`N${at}`, 97));
  const ended = chainSync.decide({ type: "CatchUp", head: 98, rows: many }, stateAfter([loading]), {
    finality: 2,
  });
  if (isRefusal(ended)) throw new TypeError(ended.sentence);
  expect(ended.map((event) => ("rows" in event ? [event.type, event.rows] : []))).toMatchObject([
    ["CaughtUp", { length: 500 }],
    ["NewestTold", { length: 500 }],
    ["NewestTold", { length: 1 }],
  ]);
  expect(windowOf(stateAfter([loading, ...ended])).rows).toEqual(many);
  const rebuilt = [...AT_100, { type: "RebuildStarted", finalLevel: 98 } as const];
  const replaced = chainSync.decide(
    { type: "CatchUp", head: 98, rows: many },
    stateAfter(rebuilt),
    { finality: 2 },
  );
  if (isRefusal(replaced)) throw new TypeError(replaced.sentence);
  expect(windowOf(stateAfter([...rebuilt, ...replaced])).rows).toEqual(many);
});
