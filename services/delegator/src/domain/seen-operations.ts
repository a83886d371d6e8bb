import {
  cell,
  type DelegationColumns,
  type DelegationPage,
  HASH_LENGTH,
} from "./delegation-page.ts";
import { grownSlots } from "./grown-slots.ts";

const SLOTS_MIN = 2 ** 12;
/** What the two halves of a fingerprint begin with: any two odd numbers. */
const SEEDS = [0x811c9dc5, 0x9e3779b1] as const;

/**
 * Tells whether an operation may have been met twice, by 64 bits of each: two operations of a history share them once in
 * thirty million histories. Comparing the rows themselves takes the database a second and a half when they are all there.
 */
export class SeenOperations {
  /** By `grownSlots`: the halves of a fingerprint, of which the first is never 0. */
  #slots = new Int32Array(2 * SLOTS_MIN);
  #size = 0;
  #mayHoldTwice = false;

  /** Whether an operation that was met before, or one that cannot be told from it, was met again. */
  get mayHoldTwice(): boolean {
    return this.#mayHoldTwice;
  }

  meet({ columns, length }: DelegationPage): void {
    for (let at = 0; at < length; at += 1) {
      if (this.#size * 4 >= this.#slots.length) this.#slots = grownSlots(this.#slots);
      const mark = fingerprint(columns, at, SEEDS[1]) | 1; // Never an empty slot.
      if (put(this.#slots, mark, fingerprint(columns, at, SEEDS[0]))) this.#size += 1;
      else this.#mayHoldTwice = true;
    }
  }
}

/** False when it is there already. */
function put(slots: Int32Array, mark: number, hash: number): boolean {
  const mask = slots.length - 2;
  for (let slot = (hash << 1) & mask; ; slot = (slot + 2) & mask) {
    const found = slots[slot];
    if (found === 0) {
      slots[slot] = mark;
      slots[slot + 1] = hash;
      return true;
    }
    if (found === mark && slots[slot + 1] === hash) return false;
  }
}

/** 32 bits of the hash, the counter and the nonce of a row (FNV-1a, then mixed once more). */
function fingerprint(columns: DelegationColumns, at: number, seed: number): number {
  const { hash } = columns;
  const start = at * HASH_LENGTH;
  let bits = seed;
  for (let index = start; index < start + HASH_LENGTH; index += 1) {
    bits = Math.imul(bits ^ cell(hash, index), 0x01000193);
  }
  bits = Math.imul(bits ^ cell(columns.counter, at), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 15) ^ cell(columns.nonce, at), 0xc2b2ae35);
  return bits ^ (bits >>> 13);
}
