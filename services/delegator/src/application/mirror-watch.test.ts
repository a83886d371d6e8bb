import { expect, it } from "vitest";

import { memoryHistory } from "../../test/in-memory/memory-history.ts";
import { skippingClock } from "../../test/in-memory/skipping-clock.ts";
import { type Mode } from "./history.ts";
import { MirrorWatch } from "./mirror-watch.ts";

/** A watch over a database that another process writes. */
function watching(modes: readonly Mode[]) {
  const history = memoryHistory();
  const left = [...modes];
  const state = async () => ({ ...(await history.state()), mode: left.shift() ?? "live" });
  const watch = new MirrorWatch({ ...history, state }, skippingClock());
  return { watch, looksLeft: () => left.length };
}

it("looks until the history is loaded, not only ranked, and no longer", async () => {
  const { watch, looksLeft } = watching(["empty", "backfill", "ranked", "ranked", "live", "live"]);
  await watch.watch(new AbortController().signal);
  expect(looksLeft()).toBe(1);
  expect(watch.view().isRanked).toBe(true);
});

it("no longer serves a history that another process has thrown away", async () => {
  const { watch } = watching(["ranked", "empty", "backfill", "ranked"]);
  const seen: boolean[] = [];
  for (let looks = 0; looks < 4; looks += 1) {
    await watch.look();
    seen.push(watch.view().isRanked);
  }
  expect(seen).toEqual([true, false, false, true]);
});

it("no longer serves a history that its own ingester has thrown away", () => {
  const { watch } = watching([]);
  watch.hear({ type: "HistoryRanked", rows: 3, indexMs: 0 });
  expect(watch.view().isRanked).toBe(true);
  watch.hear({ type: "HistoryRefused", reason: "an operation is there twice" });
  expect(watch.view()).toEqual({ isRanked: false, provisional: undefined, done: 0 });
});
