import type { ChainSyncEvent } from "../../src/domain/chain-sync-event.ts";
import {
  A,
  answer,
  AT_100,
  B,
  block,
  C,
  caughtUp,
  CHAIN,
  ingest,
  ingested,
  loading,
  mirrorLanguage,
} from "./mirror-language.ts";

const { rule, scenario, given, when, thenHappened, thenRefused, thenNothing } = mirrorLanguage;

const anew: ChainSyncEvent = { type: "RebuildStarted", finalLevel: 99 };
const replaced: ChainSyncEvent = {
  type: "HistoryReplaced",
  finalLevel: 99,
  head: 101,
  rows: [B],
};

/** The rules of a load: the first one, and one beside a history that is served. */
export function loadRules(): void {
  rule("A history is loaded once, up to a level that no reorg can change", () => {
    starts();
    discards();
    ends();
  });
  rule("A history that got new ids is loaded beside the one that is served", () => {
    rebuilds();
    replaces();
  });
}

function starts(): void {
  scenario(
    "the first start begins the load",
    given(),
    when({ type: "Start", chainId: CHAIN, finalLevel: 98 }),
    thenHappened(loading),
  );
  scenario(
    "a second start is refused",
    given(loading),
    when({ type: "Start", chainId: CHAIN, finalLevel: 99 }),
    thenRefused("already_started", { chainId: CHAIN }),
  );
  scenario(
    "another chain is refused: it needs a database of its own",
    given(loading),
    when({ type: "Start", chainId: "NetXnHfVqm9iesp", finalLevel: 5 }),
    thenRefused("wrong_chain", { chainId: "NetXnHfVqm9iesp", mirrored: CHAIN }),
  );
  scenario(
    "a page is taken while the history loads",
    given(loading),
    when(ingest()),
    thenHappened(ingested()),
  );
  scenario(
    "ranges are loaded side by side",
    given(loading, ingested()),
    when(ingest({ range: 2, fromId: 5, toId: 7 })),
    thenHappened(ingested({ range: 2, fromId: 5, toId: 7 })),
  );
  scenario(
    "a page that a range has passed already is refused: no row is taken twice",
    given(loading, ingested()),
    when(ingest({ fromId: 9, toId: 12 })),
    thenRefused("page_not_next", { range: 1, reached: 9 }),
  );
}

function discards(): void {
  scenario(
    "a range whose rows are not what was counted is loaded anew",
    given(loading, ingested()),
    when({ type: "DiscardRange", range: 1 }),
    thenHappened({ type: "RangeDiscarded", range: 1 }),
  );
  scenario(
    "a range that was thrown away begins with its first page",
    given(loading, ingested(), { type: "RangeDiscarded", range: 1 }),
    when(ingest()),
    thenHappened(ingested()),
  );
  scenario(
    "a load of which nothing can be used is thrown away",
    given(loading, ingested()),
    when({ type: "DiscardLoad", reason: "the counts do not hold" }),
    thenHappened({ type: "LoadDiscarded", reason: "the counts do not hold" }),
  );
  scenario(
    "after that a load may begin again",
    given(loading, ingested(), { type: "LoadDiscarded", reason: "the counts do not hold" }),
    when({ type: "Start", chainId: CHAIN, finalLevel: 98 }),
    thenHappened(loading),
  );
  scenario(
    "there is nothing to throw away before a load has begun",
    given(),
    when({ type: "DiscardLoad", reason: "the counts do not hold" }),
    thenRefused("not_loading"),
  );
}

function ends(): void {
  scenario(
    "no page is taken before the load has begun",
    given(),
    when(ingest()),
    thenRefused("not_loading"),
  );
  scenario(
    "the load ends once",
    given(loading, caughtUp),
    when({ type: "CatchUp", head: 98, rows: [] }),
    thenRefused("not_loading"),
  );
  scenario(
    "the tip is not followed before the load is over",
    given(loading),
    when(answer(100, [A, B])),
    thenRefused("not_following"),
  );
  scenario(
    "when the load is over, the tip is followed",
    given(loading),
    when({ type: "CatchUp", head: 98, rows: [A] }),
    thenHappened(caughtUp),
  );
}

function rebuilds(): void {
  scenario(
    "the tip is left as it is until the new history is whole",
    given(...AT_100),
    when({ type: "Rebuild", finalLevel: 99 }),
    thenHappened(anew),
  );
  scenario(
    "one load at a time",
    given(...AT_100, anew),
    when({ type: "Rebuild", finalLevel: 99 }),
    thenRefused("already_started", { chainId: CHAIN }),
  );
  scenario(
    "there is nothing to load anew before a history is served",
    given(loading),
    when({ type: "Rebuild", finalLevel: 99 }),
    thenRefused("not_following"),
  );
  scenario(
    "its pages are taken like those of the first load",
    given(...AT_100, anew, ingested()),
    when(ingest({ fromId: 12, toId: 20 })),
    thenHappened(ingested({ fromId: 12, toId: 20 })),
  );
  scenario(
    "a range of it may begin anew",
    given(...AT_100, anew, ingested(), { type: "RangeDiscarded", range: 1 }),
    when(ingest()),
    thenHappened(ingested()),
  );
}

function replaces(): void {
  scenario(
    "thrown away, it leaves what is served as it was",
    given(...AT_100, anew, { type: "LoadDiscarded", reason: "the counts do not hold" }),
    when(answer(100, [A, B, C])),
    thenNothing(),
  );
  scenario(
    "when it is whole it takes the place of what was served",
    given(...AT_100, anew, ingested()),
    when({ type: "CatchUp", head: 101, rows: [B] }),
    thenHappened(replaced),
  );
  scenario(
    "from then on the chain is compared with it",
    given(...AT_100, anew, replaced),
    when(answer(101, [B, C])),
    thenHappened(block(100, C)),
  );
  scenario(
    "a mirror that had diverged goes on with it",
    given(...AT_100, { type: "Diverged", level: 97 }, anew, replaced),
    when(answer(101, [B, C])),
    thenHappened(block(100, C)),
  );
}
