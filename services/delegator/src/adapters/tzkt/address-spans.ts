import { HASHED_FROM, HASHED_TO } from "../../domain/address-index.ts";
import { grownSlots } from "../../domain/grown-slots.ts";

/** Characters of an address. */
export const ADDRESS_LENGTH = 36;
const SLOTS_MIN = 2 ** 12;

/** Gives each address among the bytes of a page a number, counting from 0, without making a text of it. */
export class AddressSpans {
  readonly #bytes: Uint8Array;
  readonly #starts: number[] = [];
  /** By `grownSlots`: the number of an address plus one, and its hash. */
  #slots = new Int32Array(2 * SLOTS_MIN);

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Where each address was met first, in the order of the numbers. */
  get starts(): readonly number[] {
    return this.#starts;
  }

  /** The number of the address that begins there, a new one if it was not met before. */
  enter(start: number): number {
    const hash = this.#hash(start);
    const mask = this.#slots.length - 2;
    let slot = (hash << 1) & mask;
    for (;;) {
      const entry = this.#slots[slot] ?? 0;
      if (entry === 0) return this.#add(start, slot, hash);
      if (this.#slots[slot + 1] === hash && this.#isSame(start, entry - 1)) return entry - 1;
      slot = (slot + 2) & mask;
    }
  }

  #add(start: number, slot: number, hash: number): number {
    const number = this.#starts.push(start) - 1;
    this.#slots[slot] = number + 1;
    this.#slots[slot + 1] = hash;
    if (this.#starts.length * 4 > this.#slots.length) this.#slots = grownSlots(this.#slots);
    return number;
  }

  #hash(start: number): number {
    let value = 0;
    for (let at = start + HASHED_FROM; at < start + HASHED_TO; at += 1) {
      value = Math.imul(value, 31) + (this.#bytes[at] ?? 0);
    }
    return Math.imul(value, 0x9e3779b1);
  }

  #isSame(start: number, number: number): boolean {
    const other = this.#starts[number] ?? 0;
    for (let index = 0; index < ADDRESS_LENGTH; index += 1) {
      if (this.#bytes[start + index] !== this.#bytes[other + index]) return false;
    }
    return true;
  }
}
