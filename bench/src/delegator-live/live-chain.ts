import { createHash, type Hash } from "node:crypto";

import { type DelegationRecord, startTzkt, type TzktStandIn } from "@holdfast/standin-tzkt";

import { mirrorLine } from "../delegator/canonical-lines.ts";
import { type ChainRow, chainRows, type Ranks } from "../delegator/chain-row.ts";
import { PAGE_SIZE } from "../delegator/page-kinds.ts";
import { TruePages } from "../delegator/true-pages.ts";
import type { LiveTruth, NewBlock } from "./live-tzkt-questions.ts";

const SEED = 42;
/** More than on mainnet, so that few blocks are empty. */
const DELEGATIONS_PER_BLOCK = 2;
const ROWS_MAX = 10_000;

/** A chain that goes on when it is told to, and what is true of it. */
export class LiveChain {
  readonly #tzkt: TzktStandIn;
  /** What was there at the start is looked at once: serialising all of history takes many seconds. */
  readonly #oldHead: number;
  readonly #old: { readonly hash: Hash; readonly ranks: Ranks };

  private constructor(tzkt: TzktStandIn) {
    this.#tzkt = tzkt;
    this.#oldHead = tzkt.head;
    const hash = createHash("sha256");
    this.#old = { hash, ranks: addLines(hash, chainRows(tzkt.truth().records())) };
  }

  static async start(rows: number): Promise<LiveChain> {
    const live = { delegationsPerBlock: DELEGATIONS_PER_BLOCK };
    return new LiveChain(await startTzkt({ seed: SEED, rows, live, pages: "prepared" }));
  }

  get url(): string {
    return this.#tzkt.url;
  }

  async advance(): Promise<NewBlock> {
    for (;;) {
      const toldMs = Date.now();
      const head = this.#tzkt.advance();
      const newest = await this.#ask(`sort.desc=id&limit=${PAGE_SIZE}`);
      const ids = newest.filter(({ level }) => level === head).map(({ id }) => id);
      if (ids.length > 0) return { toldMs, ids, page: pageOf(newest.toReversed()) };
    }
  }

  /** Rows that came while it lived are asked for over HTTP, where nothing goes wrong here. */
  async truth(): Promise<LiveTruth> {
    const fresh = await this.#ask(`level.gt=${this.#oldHead}&limit=${ROWS_MAX}`);
    const hash = this.#old.hash.copy();
    const { g } = addLines(hash, chainRows(fresh, this.#old.ranks));
    return { rows: g, digest: hash.digest("hex") };
  }

  async #ask(query: string): Promise<readonly DelegationRecord[]> {
    const answer = await fetch(`${this.#tzkt.url}/v1/operations/delegations?${query}`);
    const rows: readonly DelegationRecord[] = JSON.parse(await answer.text());
    return rows;
  }
}

/** Ranks of all rows so far. */
function addLines(hash: Hash, rows: Generator<ChainRow, Ranks>): Ranks {
  for (let next = rows.next(); ; next = rows.next()) {
    if (next.done === true) return next.value;
    hash.update(mirrorLine(next.value)).update("\n");
  }
}

/** The page of these rows, oldest first. */
function pageOf(records: readonly DelegationRecord[]): string {
  const pages = new TruePages();
  for (const row of chainRows(records)) pages.add(row);
  return pages.body({ page: 1, size: PAGE_SIZE });
}
