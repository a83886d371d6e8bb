import { type Hash, type HashSource, nodeHash, type Subtree } from "@holdfast/transparency";

import type { Transaction } from "../transaction.ts";
import { NotaryRefused } from "./notary-refused.ts";

/** Levels of the tree that are stored: every eighth, since a tile is 256 hashes wide. */
export const TILE_LEVELS = 8;
/** How many hashes a tile is wide. */
export const TILE_WIDTH = 2 ** TILE_LEVELS;

/** The root of a complete tile; `level` counts tiles, so that 1 is over 256 leaves. */
export type Tile = { readonly level: number; readonly index: number; readonly hash: Hash };

/** What was signed. */
export type TreeHead = {
  readonly size: number;
  readonly root: Hash;
  readonly note: string;
  readonly atMs: number;
};

type Query = Pick<Transaction, "query">;

/** The tree of a log in its tables. */
export class TreeStore {
  readonly #schema: string;

  constructor(schema: string) {
    this.#schema = schema;
  }

  /** Adds complete tiles. Throws `NotaryRefused` if another one is there already. */
  async addTiles(tx: Query, tiles: readonly Tile[]): Promise<void> {
    if (tiles.length === 0) return;
    const values = [
      tiles.map(({ level }) => level),
      tiles.map(({ index }) => index),
      tiles.map(({ hash }) => Buffer.from(hash, "hex")),
    ];
    const given = `unnest($1::smallint[], $2::bigint[], $3::bytea[]) as t (level, index, hash)`;
    const table = `${this.#schema}.tree_tiles`;
    const insert = `insert into ${table} select * from ${given} on conflict do nothing`;
    const name = `${this.#schema}.add_tiles`;
    if ((await tx.query({ name, text: insert, values })).rowCount === tiles.length) return;
    const text = `select t.level, t.index from ${given} join ${table} as known
      on (known.level, known.index) = (t.level, t.index) where known.hash <> t.hash order by 1, 2`;
    const { rows } = await tx.query<{ level: number; index: bigint }>({ text, values });
    const [wrong] = rows;
    if (wrong === undefined) return;
    throw new NotaryRefused("tile_differs", `tile ${wrong.level}/${wrong.index} is another one`);
  }

  async addHead(tx: Query, { size, root, note, atMs }: TreeHead): Promise<void> {
    const text = `insert into ${this.#schema}.tree_heads values ($1, $2, $3, $4)`;
    const values = [size, Buffer.from(root, "hex"), note, new Date(atMs)];
    await tx.query({ name: `${this.#schema}.add_head`, text, values });
  }

  async lastHead(tx: Query): Promise<TreeHead | undefined> {
    return (await this.#heads(tx, { name: "last_head", which: "order by size desc limit 1" }))[0];
  }

  async headAt(tx: Query, size: number): Promise<TreeHead | undefined> {
    return (await this.#heads(tx, { name: "head_at", which: "where size = $1" }, [size]))[0];
  }

  /** The heads that are larger than one size, the smallest first, so many at the most. */
  async headsAfter(tx: Query, after: number, max: number): Promise<readonly TreeHead[]> {
    const which = "where size > $1 order by size limit $2";
    return this.#heads(tx, { name: "heads_after", which }, [after, max]);
  }

  /** Tiles of a level from an index on, so many at the most. */
  async tiles(
    tx: Query,
    { level, index }: Pick<Tile, "level" | "index">,
    max: number,
  ): Promise<readonly Tile[]> {
    const text = `select index::float8 as index, encode(hash, 'hex') as hash from ${this.#schema}.tree_tiles
      where level = $1 and index >= $2 order by tree_tiles.index limit $3`;
    const { rows } = await tx.query<Omit<Tile, "level">>({ text, values: [level, index, max] });
    return rows.map((row) => ({ level, ...row }));
  }

  /** Where the tree's hashes are read from: at most 256 of each eighth level for a node, and all of a level at once. */
  source(tx: Query): HashSource {
    return async (subtrees) => {
      const roots = subtrees.map((): Hash => "");
      const tileLevels = new Set(subtrees.map(({ level }) => Math.floor(level / TILE_LEVELS)));
      for (const tileLevel of tileLevels) {
        const here = [...subtrees.entries()].filter(
          ([, { level }]) => Math.floor(level / TILE_LEVELS) === tileLevel,
        );
        const found = await this.#rows(
          tx,
          tileLevel,
          here.map(([, subtree]) => subtree),
        );
        for (const [at, [place]] of here.entries()) roots[place] = found[at] ?? "";
      }
      return roots;
    };
  }

  async #rows(
    tx: Query,
    tileLevel: number,
    subtrees: readonly Subtree[],
  ): Promise<readonly Hash[]> {
    const widths = subtrees.map(({ level }) => 2 ** (level % TILE_LEVELS));
    const firsts = subtrees.map(({ index }, at) => index * (widths[at] ?? 0));
    const stored =
      tileLevel === 0
        ? `select leaf as hash, position as place from ${this.#schema}.events
           where position > r.first and position <= r.first + r.width`
        : `select hash, index as place from ${this.#schema}.tree_tiles
           where level = ${tileLevel} and index >= r.first and index < r.first + r.width`;
    // The limit keeps the planner, which takes any span for a ninth of the log, from reading all of it.
    const text = `select encode(string_agg(h.hash, ''::bytea order by h.place), 'hex') as hashes
      from unnest($1::bigint[], $2::bigint[]) with ordinality as r (first, width, no)
      left join lateral (${stored} order by place limit r.width) as h on true group by r.no order by r.no`;
    const values = [firsts, widths];
    // Planned each time: a plan that was made for a short log would read a long one whole.
    const { rows } = await tx.query<{ hashes: string | null }>({ text, values });
    return rows.map(({ hashes }, at) => rootOver(hashes ?? "", widths[at] ?? 0));
  }

  async #heads(
    tx: Query,
    { name, which }: { readonly name: string; readonly which: string },
    values: readonly unknown[] = [],
  ) {
    const text = `select size::float8 as size, encode(root, 'hex') as root, note,
        (extract(epoch from at) * 1000)::float8 as "atMs" from ${this.#schema}.tree_heads ${which}`;
    return (await tx.query<TreeHead>({ name: `${this.#schema}.${name}`, text, values })).rows;
  }
}

const DIGITS = 64;

/** The root over hashes that are written one behind the other. Throws `NotaryRefused` if there are not as many. */
function rootOver(digits: string, width: number): Hash {
  if (digits.length !== width * DIGITS) {
    throw new NotaryRefused("tree_incomplete", `${width} hashes of the tree are not all there`);
  }
  let hashes = Array.from({ length: width }, (_, at) =>
    digits.slice(at * DIGITS, (at + 1) * DIGITS),
  );
  while (hashes.length > 1) {
    const below = hashes;
    hashes = Array.from({ length: below.length / 2 }, (_, at) =>
      nodeHash(below[at * 2] ?? "", below[at * 2 + 1] ?? ""),
    );
  }
  return hashes[0] ?? "";
}
