import { openDatabase } from "@holdfast/postgres";
import type { TestDatabase } from "@holdfast/postgres/testing";
import { startTzkt, type TzktStandIn } from "@holdfast/standin-tzkt";

import { INGEST_SESSION } from "../../src/adapters/postgres/lease-leadership.ts";
import { TzktHttp } from "../../src/adapters/tzkt/tzkt-http.ts";
import type { SyncFact } from "../../src/application/sync-fact.ts";
import { synchronise } from "../../src/application/sync.ts";
import { delegatorConfig } from "../../src/config.ts";
import { syncOptions, syncPorts } from "../../src/sync-ports.ts";
import { delegatorDatabase, sql } from "../delegator-database.ts";
import { CHAIN_ID } from "../in-memory/memory-upstream.ts";
import { skippingClock } from "../in-memory/skipping-clock.ts";
import { expectedRows, storedRows } from "../stored-rows.ts";
import { checkToldByTheLog } from "../told-by-the-log.ts";
import { ChainScript } from "./chain-script.ts";
import { replayChanges } from "./change-replay.ts";
import { drawHistory, type History, type Life, type ToldStep } from "./draw-history.ts";
import { drawFrom } from "./draw.ts";
import { GoodChain } from "./good-chain.ts";
import { mortalDatabase } from "./mortal-database.ts";
import { uncontestedLead } from "./uncontested-lead.ts";

/** The mirror does not hold what the chain holds. */
class WrongMirror extends Error {
  override readonly name = "WrongMirror";
  readonly code = "wrong_mirror";
}

export type Stage = {
  readonly seed: number;
  /** The superuser's address of a server other than that of the run. */
  readonly adminUrl?: string;
  readonly note: (text: string) => void;
};

/** Lives through the history of a seed, and throws unless the mirror equals the chain in the end. */
export async function liveHistory({ seed, adminUrl, note }: Stage): Promise<void> {
  const history = drawHistory(seed);
  const { rows, faults, delegationsPerBlock, whileLoading } = history;
  note(`${rows} rows, ${faults.faults.length} faults, ${history.lives.length} lives`);
  await using database = await delegatorDatabase(adminUrl);
  await using tzkt = await startTzkt({ seed, rows, faults, live: { delegationsPerBlock } });
  const chain = new GoodChain(tzkt, note);
  const loading = [...whileLoading];
  for (const life of history.lives) {
    await liveOnce(life, { seed, history, database, tzkt, chain, loading, note });
  }
  await compare(database, tzkt, chain);
}

type Scene = {
  readonly seed: number;
  readonly history: History;
  readonly database: TestDatabase;
  readonly tzkt: TzktStandIn;
  readonly chain: GoodChain;
  /** What the chain still does while the history is loading. */
  readonly loading: ToldStep[];
  readonly note: (text: string) => void;
};

/** One process: until it is killed, or until mirror and chain are at rest. */
async function liveOnce({ death, steps }: Life, scene: Scene): Promise<void> {
  const { chain, loading, note, seed } = scene;
  const stop = new AbortController();
  const clock = skippingClock();
  let failure: Error | undefined;
  const onRest = (error?: Error): void => {
    failure = error;
    stop.abort();
  };
  const script = new ChainScript({ chain, clock, steps, onRest });
  const tell = (fact: SyncFact): void => {
    if (fact.type === "RequestAnswered") return;
    note(JSON.stringify(fact));
    script.stir();
    if (fact.type === "AuditPassed" || fact.type === "AuditFailed") script.audited();
    const step = fact.type === "PageIngested" ? loading.shift() : undefined;
    if (step !== undefined) chain.act(step);
  };
  const config = configOf(scene);
  await using real = openDatabase({
    url: scene.database.url,
    applicationName: INGEST_SESSION,
    max: 4,
  });
  await using http = httpOf(scene.tzkt.url);
  const database = mortalDatabase(real, death, () => {
    note("killed");
    stop.abort();
  });
  const draw = drawFrom(seed);
  const random = () => draw.fraction();
  const around = { clock, random, tell, provisional: () => undefined, openWakeups: () => script };
  const ports = {
    ...syncPorts(config, { ...around, database, leaseDatabase: database, http }),
    ...uncontestedLead(database),
  };
  await synchronise(ports, syncOptions(config), stop.signal);
  if (failure !== undefined) throw failure;
}

function configOf({ history, tzkt }: Scene) {
  return delegatorConfig({
    TZKT_URL: tzkt.url,
    TZKT_RPS: "0",
    TZKT_PAGE: String(history.pageSize),
    TZKT_RETRY_MIN: "1ms",
    SYNC_RANGES: String(history.ranges),
  });
}

/** Stalls are cut short: time costs more than it tells here. */
function httpOf(url: string): TzktHttp {
  const timeouts = { connectMs: 500, headersMs: 40, bodyMs: 40 };
  return new TzktHttp({ url, apiKey: undefined, userAgent: "histories", timeouts });
}

async function compare(database: TestDatabase, tzkt: TzktStandIn, chain: GoodChain): Promise<void> {
  const [stored, expected] = [await storedRows(database), expectedRows(tzkt.truth())];
  for (let at = 0; at < Math.max(stored.length, expected.length); at += 1) {
    const [ours, theirs] = [stored[at], expected[at]].map((row) => JSON.stringify(row));
    if (ours !== theirs) throw new WrongMirror(`row ${at + 1} is ${ours}, not ${theirs}`);
  }
  await compareLevels(database, chain);
  await compareCounters(database, expected);
  await replayChanges(database);
  await checkToldByTheLog(database.adminUrl, CHAIN_ID);
}

async function compareLevels(database: TestDatabase, chain: GoodChain): Promise<void> {
  type Levels = { readonly mode: string; readonly head: number; readonly final: number };
  const text = "select mode, head_level as head, final_level as final from delegator.sync";
  const [found] = await sql<Levels>(database, text);
  const { mode, head, final = 0 } = found ?? {};
  // Whoever never saw the block at which the chain turned back, or loaded anew since, knows less to be final.
  const isFinal = final <= chain.final && final >= chain.head - 2;
  if (mode === "live" && head === chain.head && isFinal) return;
  const wanted = `live at ${chain.head}, final at ${chain.final}`;
  throw new WrongMirror(`the mirror is ${JSON.stringify(found)}, not ${wanted}`);
}

async function compareCounters(
  database: TestDatabase,
  rows: readonly { readonly year: number }[],
): Promise<void> {
  const text = "select year::int, n from delegator.scope_count where n > 0 order by year";
  const found = await sql<{ readonly year: number; readonly n: number }>(database, text);
  const years = Map.groupBy(rows, ({ year }) => year);
  const wanted = [
    { year: 0, n: rows.length },
    ...Array.from(years, ([year, { length: n }]) => ({ year, n })),
  ].filter(({ n }) => n > 0);
  if (JSON.stringify(found) === JSON.stringify(wanted)) return;
  throw new WrongMirror(`counters are ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
}
