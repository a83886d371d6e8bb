import type { Database } from "../database.ts";
import { schemaName } from "../migrations/schema-name.ts";
import type { Transaction } from "../transaction.ts";
import { type Believed, type ExpectedRoot, expectedRoot, rootFault } from "./expected-roots.ts";
import { faultAt, type LogFault, type LogVerdict } from "./log-fault.ts";
import { LogWalk, tileFault } from "./log-walk.ts";
import { readRawEvents, type Span } from "./read-events.ts";
import { type Tile, TILE_WIDTH, TreeStore } from "./tree-store.ts";
import { headFault, missingIndexes, unknownFault } from "./verify-sql.ts";
import type { Witness } from "./witness.ts";
import { WitnessedRoots } from "./witnessed-roots.ts";

/** Which log is verified, and by what. */
export type VerifyLogOptions = Believed & {
  /** As the `system` role, or as one who may read everything. */
  readonly database: Pick<Database, "transaction">;
  readonly schema: string;
  readonly witness?: Pick<Witness, "checkpoints">;
  /** Told after each page: events that were found right so far, and how many there are. */
  readonly onProgress?: (progress: { readonly verified: number; readonly all: number }) => void;
  /** Positions in a page; 20,000. Each is a statement of its own, so that no snapshot stays open for long. */
  readonly pageMax?: number;
  /** Streams whose version is remembered; 50,000. Of others it is looked up. */
  readonly streamsMax?: number;
};

const PAGE_MAX = 20_000;

/**
 * Reads the whole log again: each leaf is made anew from the stored texts, positions and the versions of each stream
 * have no gaps, tiles, tree heads and what the witness saw have the roots of this very log. Tells how many events are
 * right, or the first thing that is wrong. The log may grow meanwhile; it is verified up to where it ended at the
 * beginning. Memory is bounded by a page and by `streamsMax`, whatever the size of the log.
 */
export async function verifyLog(options: VerifyLogOptions): Promise<LogVerdict> {
  const { witness, onProgress, pageMax = PAGE_MAX, streamsMax } = options;
  await using seen = new WitnessedRoots(witness?.checkpoints(), options);
  const pages = new Pages(options);
  const walk = new LogWalk(streamsMax);
  const { end, fault } = await pages.begin();
  for (let after = 0; after < end && walk.fault === undefined; after = walk.size) {
    const upTo = Math.min(after + pageMax, end);
    await pages.take(walk, { after, upTo }, await seen.upTo(upTo, walk.sealed));
    // A page that holds fewer events than it should ends the log, or has a gap.
    if (walk.size < upTo) walk.add(faultAt("position_missing", walk.size + 1, "there is no event"));
    onProgress?.({ verified: walk.size, all: end });
  }
  if (walk.fault === undefined) {
    for (const each of [fault, ...(await pages.beyond(end)), await seen.beyond(end)])
      walk.add(each);
  }
  if (walk.fault !== undefined) return { ok: false, fault: walk.fault };
  return { ok: true, verified: walk.size, sealed: walk.sealed };
}

/** What the tables say, part by part. */
class Pages {
  readonly #options: VerifyLogOptions;
  readonly #schema: string;
  readonly #store: TreeStore;
  /** As many events were signed when the walk began. */
  #signed = 0;

  constructor(options: VerifyLogOptions) {
    this.#options = options;
    this.#schema = schemaName(options.schema);
    this.#store = new TreeStore(this.#schema);
  }

  /** Where the log ends, and what is wrong with its end or with its tables, if anything is. */
  begin(): Promise<{ readonly end: number; readonly fault: LogFault | undefined }> {
    return this.#read(async (tx) => {
      this.#signed = (await this.#store.lastHead(tx))?.size ?? 0;
      const indexes = await missingIndexes(tx, this.#schema);
      if (indexes !== undefined) return { end: 0, fault: indexes };
      return headFault(tx, this.#schema);
    });
  }

  async take(walk: LogWalk, span: Span, witnessed: Expected): Promise<void> {
    const { roots, tiles, fault } = await this.#read((tx) => this.#expected(tx, span, walk.sealed));
    walk.expect([...roots, ...witnessed.roots], tiles);
    await this.#read(async (tx) => {
      await readRawEvents({ tx, schema: this.#schema }, span, (event) => walk.take(event));
      walk.add(await unknownFault(tx, this.#schema, walk.takeUnknown()));
    });
    // What nobody believes says nothing about the events; it counts where none of them is wrong before.
    for (const each of [fault, witnessed.fault, missingTile(tiles, span, this.#signed)])
      walk.add(each);
  }

  /** What was signed or stored of events that are not there. */
  beyond(end: number): Promise<readonly LogFault[]> {
    return this.#read(async (tx) => {
      const [head] = await this.#store.headsAfter(tx, end, 1);
      const faults: LogFault[] = [];
      if (head !== undefined) faults.push(rootFault({ ...head, from: "head" }, 0, end));
      for (let level = 1; level <= LEVELS_MAX; level += 1) {
        const index = Math.floor(end / TILE_WIDTH ** level);
        const [tile] = await this.#store.tiles(tx, { level, index }, 1);
        if (tile !== undefined) faults.push(tileFault("tile_beyond_log", tile, end));
      }
      return faults;
    });
  }

  async #expected(tx: Transaction, { after, upTo }: Span, sealed: number) {
    const roots: ExpectedRoot[] = [];
    let fault: LogFault | undefined;
    for (const head of await this.#store.headsAfter(tx, after, upTo - after)) {
      if (head.size > upTo || fault !== undefined) break;
      const root = expectedRoot(
        { note: head.note, from: "head", beside: head },
        this.#options,
        roots.at(-1)?.size ?? sealed,
      );
      if ("code" in root) fault = root;
      else roots.push(root);
    }
    const tiles: Tile[] = [];
    for (let level = 1; level <= LEVELS_MAX; level += 1) {
      const width = TILE_WIDTH ** level;
      const [index, next] = [Math.floor(after / width), Math.floor(upTo / width)];
      if (next > index)
        tiles.push(...(await this.#store.tiles(tx, { level, index }, next - index)));
    }
    return { roots, tiles, fault };
  }

  #read<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#options.database.transaction(work, { readOnly: true });
  }
}

/** What a part of the log is held to, and what is wrong with that itself. */
type Expected = { readonly roots: readonly ExpectedRoot[]; readonly fault: LogFault | undefined };

/** 256^6 leaves are more than numbers count. */
const LEVELS_MAX = 6;

/** The first tile that should be there, since more was signed than it is over, and is not. */
function missingTile(
  tiles: readonly Tile[],
  { after, upTo }: Span,
  signed: number,
): LogFault | undefined {
  const end = Math.min(upTo, signed);
  for (let level = 1; level <= LEVELS_MAX; level += 1) {
    const width = TILE_WIDTH ** level;
    const there = new Set(tiles.filter((tile) => tile.level === level).map(({ index }) => index));
    for (let index = Math.floor(after / width); (index + 1) * width <= end; index += 1) {
      if (!there.has(index)) return tileFault("tile_missing", { level, index });
    }
  }
  return undefined;
}
