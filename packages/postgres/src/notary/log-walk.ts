import { CompactRange } from "@holdfast/transparency";

import { type ExpectedRoot, rootFault } from "./expected-roots.ts";
import { faultAt, firstFault, type LogFault } from "./log-fault.ts";
import type { RawEvent } from "./raw-event.ts";
import { StreamVersions, type Unknown } from "./stream-versions.ts";
import { appendLeaf } from "./tree-growth.ts";
import { type Tile, TILE_WIDTH } from "./tree-store.ts";

/** A walk through a log from its beginning, event by event, up to the first thing that is wrong. */
export class LogWalk {
  readonly #tree = new CompactRange();
  readonly #versions: StreamVersions;
  #roots: ReadonlyMap<number, readonly ExpectedRoot[]> = new Map();
  #tiles: ReadonlyMap<string, Tile> = new Map();
  #fault: LogFault | undefined;
  /** The largest size of which a checkpoint was found right. */
  #sealed = 0;

  constructor(streamsMax?: number) {
    this.#versions = new StreamVersions(streamsMax);
  }

  get size(): number {
    return this.#tree.size;
  }

  get sealed(): number {
    return this.#sealed;
  }

  get fault(): LogFault | undefined {
    return this.#fault;
  }

  /** What the part of the log that comes next is held to. */
  expect(roots: readonly ExpectedRoot[], tiles: readonly Tile[]): void {
    this.#roots = Map.groupBy(roots, ({ size }) => size);
    this.#tiles = new Map(tiles.map((tile) => [keyOf(tile), tile]));
  }

  /** Takes the next event; after a fault nothing is looked at any more. */
  take(event: RawEvent): void {
    if (this.#fault !== undefined) return;
    this.#fault = wrongEvent(event, this.#tree.size + 1);
    this.#fault ??= this.#versions.next(event.streamKey(), event.version, event.position);
    if (this.#fault === undefined) this.#grow(event.leaf);
  }

  /** Tells of a fault that was found elsewhere; the one that comes first counts. */
  add(fault: LogFault | undefined): void {
    this.#fault = firstFault(this.#fault, fault);
  }

  /** Which events have to be looked up, of those that were taken lately. */
  takeUnknown(): readonly Unknown[] {
    return this.#versions.takeUnknown();
  }

  #grow(leaf: string): void {
    appendLeaf(this.#tree, leaf, (tile) => {
      const known = this.#tiles.get(keyOf(tile));
      if (known === undefined || known.hash === tile.hash) return;
      this.#fault ??= tileFault("tile_differs", tile);
    });
    const { size } = this.#tree;
    const roots = this.#roots.get(size);
    if (roots === undefined) return;
    const root = this.#tree.root();
    const wrong = roots.find((expected) => expected.root !== root);
    if (wrong === undefined) this.#sealed = size;
    else this.#fault ??= rootFault(wrong, this.#sealed);
  }
}

/** The fault of a tile, which may be that of any event below it; of one beyond the end, of those that are not there. */
export function tileFault(
  code: "tile_differs" | "tile_missing" | "tile_beyond_log",
  { level, index }: Pick<Tile, "level" | "index">,
  end = 0,
): LogFault {
  const width = TILE_WIDTH ** level;
  const place = [Math.max(index * width, end) + 1, (index + 1) * width] as const;
  return faultAt(code, place, `the root of tile ${level}/${index}`);
}

function wrongEvent(event: RawEvent, expected: number): LogFault | undefined {
  const { position } = event;
  if (position !== expected) {
    return faultAt("position_missing", expected, `after ${expected - 1} comes ${position}`);
  }
  if (event.leaf !== event.madeLeaf) {
    return faultAt("leaf_differs", position, "the event is not what its leaf was made of");
  }
  if (event.isCategoryRight) return undefined;
  return faultAt("category_differs", position, "the category is not that of the stream");
}

function keyOf({ level, index }: Tile): string {
  return `${level}/${index}`;
}
