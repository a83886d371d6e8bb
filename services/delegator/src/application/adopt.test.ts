import { evolveAll } from "@holdfast/cqrs";
import { describe, expect, it } from "vitest";

import { delegations } from "../../test/in-memory/delegations.ts";
import { memoryHistory } from "../../test/in-memory/memory-history.ts";
import { CHAIN_ID } from "../../test/in-memory/memory-upstream.ts";
import { rankRows } from "../../test/in-memory/rank-rows.ts";
import { chainSync } from "../domain/chain-sync.ts";
import { adopt } from "./adopt.ts";
import type { Mode } from "./history.ts";

const ROWS = delegations(20);
const [HEAD, FINAL] = [202, 200];
/** The margin below the final level reaches down to 136. */
const NEWEST = ROWS.filter(({ level }) => level > 136);

/** A mirror as a version without a log has left it. */
function older(mode: Mode) {
  const history = memoryHistory();
  const state = { mode, chainId: CHAIN_ID, headLevel: HEAD, finalLevel: FINAL, isTold: false };
  let isReset = false;
  return {
    ...history,
    state: async () => (isReset ? history.state() : state),
    reset: async (events: Parameters<typeof history.reset>[0]) => {
      isReset = true;
      await history.reset(events);
    },
    rowsAbove: async (level: number) => ROWS.filter((row) => row.level > level),
    stored: () => rankRows(ROWS),
  };
}

describe("a mirror that is older than its log", () => {
  it.each(["ranked", "live"] as const)("is told of as it is: %s", async (mode) => {
    const history = older(mode);
    await adopt(history);
    expect(history.told()).toEqual([
      { type: "SyncStarted", chainId: CHAIN_ID, finalLevel: FINAL },
      { type: "CaughtUp", head: HEAD, rows: NEWEST },
    ]);
    const { mirror } = evolveAll(chainSync, chainSync.initialState(), history.told());
    expect(mirror).toMatchObject({ phase: "following", window: { rows: NEWEST } });
  });

  it("that has diverged is told of as diverged", async () => {
    const history = older("diverged");
    await adopt(history);
    expect(history.told().at(-1)).toEqual({ type: "Diverged", level: FINAL });
  });

  it("that was being loaded is loaded from its beginning", async () => {
    const history = older("backfill");
    await adopt(history);
    expect(history.told()).toMatchObject([{ type: "LoadDiscarded" }]);
    expect(await history.state()).toMatchObject({ mode: "empty" });
  });

  it("is told of once", async () => {
    const history = memoryHistory();
    await history.adopt([]);
    await adopt({ ...history, adopt: () => Promise.reject(new TypeError("once more")) });
    expect(history.told()).toEqual([]);
  });
});
