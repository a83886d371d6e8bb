import { grownSlots } from "./grown-slots.ts";

const SLOTS_MIN = 2 ** 10;
/** Where an address is random: behind the prefix, whose first characters hardly vary. */
export const HASHED_FROM = 6;
export const HASHED_TO = 14;

function hash(address: string): number {
  let value = 0;
  for (let at = HASHED_FROM; at < HASHED_TO; at += 1) {
    value = Math.imul(value, 31) + address.charCodeAt(at);
  }
  return Math.imul(value, 0x9e3779b1);
}

/**
 * Gives each address a small number, counting from 0. A `Map` does the same five times slower: with 300,000 keys each
 * of its look-ups misses the cache several times, and a sync makes three million of them.
 */
export class AddressIndex {
  readonly #addresses: string[] = [];
  /** By `grownSlots`: the number of an address plus one, and its hash. */
  #slots = new Int32Array(2 * SLOTS_MIN);

  get size(): number {
    return this.#addresses.length;
  }

  /** The number of an address, undefined for one that was not added. */
  find(address: string): number | undefined {
    const entry = this.#slots[this.#slotOf(address, hash(address))] ?? 0;
    return entry === 0 ? undefined : entry - 1;
  }

  /** Every address in the order of the numbers. */
  get addresses(): readonly string[] {
    return this.#addresses;
  }

  /** The text that was added under a number. */
  at(number: number): string | undefined {
    return this.#addresses[number];
  }

  /** The number of an address that was not added before. */
  add(address: string): number {
    if (this.#addresses.length * 4 >= this.#slots.length) this.#slots = grownSlots(this.#slots);
    const number = this.#addresses.push(address) - 1;
    const hashed = hash(address);
    const slot = this.#slotOf(address, hashed);
    this.#slots[slot] = number + 1;
    this.#slots[slot + 1] = hashed;
    return number;
  }

  /** Where the address is, or where it would go. */
  #slotOf(address: string, hashed: number): number {
    const slots = this.#slots;
    const mask = slots.length - 2;
    let slot = (hashed << 1) & mask;
    for (;;) {
      const entry = slots[slot] ?? 0;
      if (entry === 0) return slot;
      if (slots[slot + 1] === hashed && this.#addresses[entry - 1] === address) return slot;
      slot = (slot + 2) & mask;
    }
  }
}
