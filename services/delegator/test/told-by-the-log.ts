import { createHash } from "node:crypto";

import { canonicalJson, evolveAll, type Tagged } from "@holdfast/cqrs";
import { type Database, openDatabase } from "@holdfast/postgres";
import { postgresEventStore } from "@holdfast/postgres/event-store";

import { COPY_COLUMNS, COPY_END, COPY_START } from "../src/adapters/postgres/copy-encoder.ts";
import { MIRROR_TENANT, mirrorStream } from "../src/adapters/postgres/mirror-stream.ts";
import { rowsAbove } from "../src/adapters/postgres/rows-above.ts";
import type { ChainSyncEvent, IngestedPage } from "../src/domain/chain-sync-event.ts";
import { chainSyncEvents } from "../src/domain/chain-sync-events.ts";
import { type ChainSyncState, MARGIN_LEVELS, windowOf } from "../src/domain/chain-sync-state.ts";
import { chainSync } from "../src/domain/chain-sync.ts";
import { SCHEMA } from "../src/schema.ts";

/** Log and tables of a mirror tell different things. */
class WrongLog extends Error {
  override readonly name = "WrongLog";
  readonly code = "wrong_log";
}

/** All that the log tells of a mirror, oldest first. */
export async function toldEventsOf(
  database: Database,
  chainId: string,
): Promise<readonly ChainSyncEvent[]> {
  const store = postgresEventStore({ database, schema: SCHEMA });
  const stream = { tenant: MIRROR_TENANT, streamId: mirrorStream(chainId) };
  const events: ChainSyncEvent[] = [];
  for (;;) {
    const page = await store.readStream({ ...stream, from: events.length + 1, max: PAGE });
    for (const { event, version } of page) {
      if (version !== events.length + 1) throw new WrongLog(`version ${version} is out of turn`);
      if (!isTold(event)) throw new WrongLog(`${event.type} is no event of a mirror`);
      events.push(event);
    }
    if (page.length < PAGE) return events;
  }
}

const PAGE = 500;

function isTold(event: Tagged): event is ChainSyncEvent {
  return event.type in chainSyncEvents.histories;
}

/**
 * Throws unless the log accounts for a mirror that follows: the pages and the changes at the tip add up to its rows, the
 * newest rows are what the events make of them, and the digest of each page that is there as it was loaded fits.
 */
export async function checkToldByTheLog(adminUrl: string, chainId: string): Promise<void> {
  await using database = openDatabase({ url: adminUrl, applicationName: "told", max: 2 });
  const events = await toldEventsOf(database, chainId);
  await checkCount(database, events);
  await checkTip(database, evolveAll(chainSync, chainSync.initialState(), events));
  await checkPages(database, events);
}

/** The pages of a load, by range. */
type Pages = ReadonlyMap<number, readonly IngestedPage[]>;

type Account = {
  /** Rows that are served. */
  readonly rows: number;
  /** Of the load that is under way. */
  readonly loading: Pages;
  /** Of the load that is served. */
  readonly served: Pages;
};

const BEGINS: ReadonlySet<string> = new Set(["SyncStarted", "RebuildStarted", "LoadDiscarded"]);
const ENDS: ReadonlySet<string> = new Set(["CaughtUp", "HistoryReplaced"]);

function accountOf(account: Account, event: ChainSyncEvent): Account {
  const { rows, loading } = account;
  if (BEGINS.has(event.type)) return { ...account, loading: new Map() };
  if (event.type === "PageIngested") {
    const pages = [...(loading.get(event.range) ?? []), event];
    return { ...account, loading: new Map([...loading, [event.range, pages]]) };
  }
  if (event.type === "RangeDiscarded") {
    return { ...account, loading: new Map([...loading, [event.range, []]]) };
  }
  if (!ENDS.has(event.type)) return { ...account, rows: rows + grownBy(event) };
  const counts = [...loading.values()].flat().map(({ count }) => count);
  const loaded = counts.reduce((sum, count) => sum + count, 0);
  return { rows: loaded, loading: new Map(), served: loading };
}

function grownBy(event: ChainSyncEvent): number {
  if (event.type === "ReorgHandled") return event.added.length - event.retracted.length;
  return event.type === "BlockApplied" ? event.added.length : 0;
}

const NOTHING: Account = { rows: 0, loading: new Map(), served: new Map() };

async function checkCount(database: Database, events: readonly ChainSyncEvent[]): Promise<void> {
  const { rows: told } = events.reduce(accountOf, NOTHING);
  const text = `select count(*)::int as stored from ${SCHEMA}.delegation`;
  const { rows } = await database.read<{ readonly stored: number }>({ text });
  const stored = rows[0]?.stored ?? 0;
  if (told !== stored) throw new WrongLog(`the log tells of ${told} rows, ${stored} are stored`);
}

type Stand = {
  readonly final: number;
  readonly epoch: number;
  readonly mode: string;
  readonly is_rebuilt: boolean;
};

function checkPhase({ mode, is_rebuilt: isRebuilt }: Stand, { mirror }: ChainSyncState): void {
  const phase = mode === "diverged" ? "diverged" : "following";
  const isLoading = "load" in mirror && mirror.load !== undefined;
  if (mirror.phase === phase && isLoading === isRebuilt) return;
  throw new WrongLog(`the log tells of ${JSON.stringify(mirror)}, the tables of ${mode}`);
}

async function checkTip(database: Database, told: ChainSyncState): Promise<void> {
  const text = `select final_level as final, leader_epoch::int as epoch, mode,
                       rebuild_mode is not null as is_rebuilt from ${SCHEMA}.sync`;
  const { rows: found } = await database.read<Stand>({ text });
  const [stand] = found;
  if (stand === undefined) throw new WrongLog("the table sync has lost its row");
  checkPhase(stand, told);
  const { final, epoch } = stand;
  // A lead that was taken without the log tells of nothing.
  if (told.lead.epoch !== 0 && told.lead.epoch !== epoch) {
    throw new WrongLog(`the log tells of epoch ${told.lead.epoch}, ${epoch} leads`);
  }
  const level = Math.max(0, final - MARGIN_LEVELS);
  const wanted = { schema: SCHEMA, table: `${SCHEMA}.delegation`, level };
  const stored = canonicalJson(await rowsAbove((statement) => database.read(statement), wanted));
  const rows = canonicalJson(windowOf(told).rows.filter((row) => row.level > level));
  if (rows === stored) return;
  throw new WrongLog(`above level ${level} the log tells of ${rows}, stored are ${stored}`);
}

/** What a load brings is final: no reorg can have taken any of it back. */
async function checkPages(database: Database, events: readonly ChainSyncEvent[]): Promise<void> {
  const { served } = events.reduce(accountOf, NOTHING);
  for (const page of [...served.values()].flat()) {
    const digest = await digestBetween(database, page);
    if (digest === page.sha256) continue;
    throw new WrongLog(`ids ${page.fromId} to ${page.toId} are not the page that was loaded`);
  }
}

async function digestBetween(
  database: Database,
  { fromId, toId }: Pick<IngestedPage, "fromId" | "toId">,
): Promise<string> {
  const rows = `select ${COPY_COLUMNS} from ${SCHEMA}.delegation
                where id between ${fromId} and ${toId} order by id`;
  const parts: Uint8Array[] = [];
  await database.transaction((tx) =>
    tx.copyOut(`copy (${rows}) to stdout (format binary)`, async (chunks) => {
      for await (const chunk of chunks) parts.push(chunk);
    }),
  );
  const tuples = Buffer.concat(parts).subarray(COPY_START.length, -COPY_END.length);
  return createHash("sha256").update(tuples).digest("hex");
}
