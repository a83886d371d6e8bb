import {
  type Checkpoint,
  consistencyProof,
  type NoteSigner,
  type NoteVerifier,
  openCheckpoint,
  rootAt,
  signCheckpoint,
  type TreeState,
  verifyConsistency,
} from "@holdfast/transparency";

import type { Transaction } from "../transaction.ts";
import { NotaryRefused } from "./notary-refused.ts";
import type { TreeHead, TreeStore } from "./tree-store.ts";

type SealOptions = {
  readonly schema: string;
  readonly store: TreeStore;
  readonly origin: string;
  readonly signer: NoteSigner;
  readonly verifiers: readonly NoteVerifier[];
  readonly everyEvents: number;
  readonly everyMs: number;
  readonly nowMs: () => number;
};

/** How long a notary goes by the tree that it holds in memory before it looks again at what the tables hold. */
const PROVEN_FOR_MS = 10_000;

/** Signs what the tree has come to, each time after making sure that it is what was signed before and more. */
export class Seals {
  readonly #options: SealOptions;
  #provenAtMs = -Infinity;
  /** The tree that was seen last, and one that it went on from in memory: what was signed last, for as long as that lasts. */
  #course: { readonly from: TreeState; readonly to: TreeState } | undefined;

  constructor(options: SealOptions) {
    this.#options = options;
  }

  /** Throws `NotaryRefused` unless the log is what was signed last, or goes on from it. */
  async check(tx: Transaction): Promise<void> {
    const head = await this.#lastHead(tx);
    if (head === undefined) return;
    const signed = believed(head, this.#options);
    const root = await rootAt(this.#options.store.source(tx), signed.size);
    if (root === signed.root) return;
    const sentence = `the first ${signed.size} events are not those that were signed`;
    throw new NotaryRefused("head_inconsistent", sentence);
  }

  /** Whether a tree of that size is to be signed. Throws `NotaryRefused` if more was signed than the log has. */
  async isDue(tx: Transaction, size: number): Promise<boolean> {
    return this.#isDueAfter(await this.#lastHead(tx), size);
  }

  /**
   * Signs the tree if it is due; throws `NotaryRefused` if it is not what was signed before and more. `grownFrom` is what
   * the same tree was before its last leaves were added: if it has only grown since what was signed last, a proof would
   * only tell what has become of the tables meanwhile. That is asked every ten seconds.
   */
  async sealTree(tx: Transaction, tree: TreeState, grownFrom?: TreeState): Promise<boolean> {
    const from = this.#goOn(tree, grownFrom);
    const head = await this.#lastHead(tx);
    if (!this.#isDueAfter(head, tree.size)) return false;
    const { store, origin, signer, nowMs } = this.#options;
    if (head !== undefined) await this.#checkConsistent(tx, head, { tree, from });
    const note = signCheckpoint({ origin, ...tree }, [signer]);
    await store.addHead(tx, { ...tree, note, atMs: nowMs() });
    // If this is taken back, the head is another one, and the next tree has to be proved.
    this.#course = { from: tree, to: tree };
    return true;
  }

  /** Which tree this one is known to go on from. */
  #goOn(tree: TreeState, grownFrom: TreeState | undefined): TreeState | undefined {
    const known = this.#course;
    const isNext = known !== undefined && grownFrom !== undefined && isSame(known.to, grownFrom);
    const from = isNext ? known.from : grownFrom;
    this.#course = from && { from, to: tree };
    return from;
  }

  #isDueAfter(head: TreeHead | undefined, size: number): boolean {
    if (head === undefined) return true;
    const { everyEvents, everyMs, nowMs } = this.#options;
    if (size <= head.size) return false;
    return size - head.size >= everyEvents || nowMs() - head.atMs >= everyMs;
  }

  async #checkConsistent(
    tx: Transaction,
    head: TreeHead,
    { tree, from }: { readonly tree: TreeState; readonly from: TreeState | undefined },
  ): Promise<void> {
    const signed = believed(head, this.#options);
    const sinceMs = this.#options.nowMs() - this.#provenAtMs;
    const isProven = sinceMs >= 0 && sinceMs < PROVEN_FOR_MS;
    if (isProven && from !== undefined && isSame(from, signed)) return;
    const proof = await consistencyProof(this.#options.store.source(tx), signed.size, tree.size);
    const verdict = verifyConsistency({ from: signed, to: tree, proof });
    if (verdict.ok) {
      this.#provenAtMs = this.#options.nowMs();
      return;
    }
    const sizes = `${signed.size} events are not the beginning of ${tree.size}`;
    throw new NotaryRefused("head_inconsistent", `what was signed at ${sizes}: ${verdict.code}`);
  }

  async #lastHead(tx: Transaction): Promise<TreeHead | undefined> {
    const { schema, store } = this.#options;
    const head = await store.lastHead(tx);
    if (head === undefined) return undefined;
    const { rows } = await tx.query<{ position: number }>({
      name: `${schema}.notary_log_end`,
      text: `select position::float8 as position from ${schema}.log_head`,
    });
    const end = rows[0]?.position ?? 0;
    if (head.size <= end) return head;
    throw new NotaryRefused("head_beyond_log", `${head.size} events were signed, ${end} are there`);
  }
}

function isSame(one: TreeState, other: TreeState): boolean {
  return one.size === other.size && one.root === other.root;
}

/** What a head says, as it was signed. Throws `NotaryRefused` if it was not, or not for what stands beside it. */
function believed(
  head: TreeHead,
  options: { readonly origin: string; readonly verifiers: readonly NoteVerifier[] },
): Checkpoint {
  const signed = openCheckpoint(head.note, options);
  const why = typeof signed === "string" ? signed : undefined;
  if (typeof signed !== "string" && signed.size === head.size && signed.root === head.root) {
    return signed;
  }
  const fault = why ?? "it was signed for something else";
  throw new NotaryRefused("head_not_believed", `the tree head of ${head.size}: ${fault}`);
}
