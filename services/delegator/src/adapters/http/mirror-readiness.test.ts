import { describe, expect, it } from "vitest";

import { memoryHistory } from "../../../test/in-memory/memory-history.ts";
import { skippingClock } from "../../../test/in-memory/skipping-clock.ts";
import type { ReadStatus } from "../../application/mirror-status.ts";
import { MirrorWatch } from "../../application/mirror-watch.ts";
import { DelegationPage } from "../../domain/delegation-page.ts";
import { mirrorReadiness } from "./mirror-readiness.ts";

const STATUS: Awaited<ReturnType<ReadStatus>> = {
  mode: "live",
  chainId: "NetXdQprcVkpaWU",
  headLevel: 12,
  finalLevel: 10,
  rows: 3,
  expected: null,
  retractions: 0n,
  lastChange: 0n,
  divergence: null,
  newestAt: null,
  syncedAt: null,
  lagSeconds: null,
  leader: null,
  leaderEpoch: 1n,
  lastAudit: null,
};

type Scene = {
  readonly isRanked?: boolean;
  readonly hasProvisional?: boolean;
  readonly isDatabaseDown?: boolean;
  readonly lagSeconds?: number | null;
};

async function ask({ isRanked, hasProvisional, isDatabaseDown, lagSeconds = null }: Scene) {
  const history = memoryHistory();
  const mode = isRanked ? "live" : "backfill";
  const state = async () => {
    if (isDatabaseDown) throw new RangeError("no database");
    return { ...(await history.state()), mode } as const;
  };
  const watch = new MirrorWatch({ ...history, state }, skippingClock());
  if (isRanked) watch.hear({ type: "HistoryRanked", rows: 3, indexMs: 0 });
  if (hasProvisional) watch.showProvisional({ rows: DelegationPage.of([]), head: 12, final: 10 });
  const readStatus = async () => ({ ...STATUS, lagSeconds });
  return mirrorReadiness(watch, { readStatus, lagMsMax: 60_000 })();
}

describe("the service is", () => {
  it.each([
    ["the newest page has not arrived yet", {}],
    ["the database does not answer", { isRanked: true, isDatabaseDown: true }],
    ["the database does not answer", { hasProvisional: true, isDatabaseDown: true }],
    ["as far as the chain 61 s ago; 60 s are allowed", { isRanked: true, lagSeconds: 60.6 }],
  ])("not ready because %s: %j", async (reason, scene) => {
    expect(await ask(scene)).toEqual({ isReady: false, reasons: [reason] });
  });

  it.each([
    [
      "with the newest page alone, however old the mirror is",
      { hasProvisional: true, lagSeconds: 99 },
    ],
    ["before it has ever been as far as the chain", { isRanked: true }],
    ["while it is as near to the chain as allowed", { isRanked: true, lagSeconds: 60 }],
  ])("ready %s", async (_when, scene) => {
    expect(await ask(scene)).toEqual({ isReady: true });
  });
});
