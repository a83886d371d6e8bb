import {
  decodeAddress,
  decodeOperationHash,
  encodeAddress,
  encodeBlockHash,
  encodeOperationHash,
  type AddressKind,
} from "@holdfast/tezos";

import type { Accounts, Operations } from "./delegation-table.ts";
import { mix } from "./random.ts";

/** The kinds of address; an account keeps the index. */
export const ADDRESS_KINDS: readonly AddressKind[] = ["tz1", "tz2", "tz3", "tz4", "KT1"];

/**
 * Accounts whose addresses follow from the seed and their index, so none is stored before it is
 * asked for. The index can be read back from the address.
 */
export function syntheticAccounts(seed: number, kinds: Uint8Array, aliases: Aliases): Accounts {
  const known = new Map<number, string>();
  const address = (index: number): string => {
    const text = known.get(index) ?? writeAddress(index);
    known.set(index, text);
    return text;
  };
  const writeAddress = (index: number): string => {
    const kind = ADDRESS_KINDS[kinds[index] ?? 0] ?? "tz1";
    return encodeAddress(kind, payloadOf(index, seed, ADDRESS_BYTES));
  };
  const find = (text: string): number | undefined => {
    const index = indexIn(decodeAddress(text)?.payload, seed);
    return index < kinds.length && address(index) === text ? index : undefined;
  };
  return { address, alias: (index) => aliases.get(index), find };
}

/** The accounts that carry a name. */
export type Aliases = ReadonlyMap<number, string>;

/** Operation groups whose hashes follow from the seed and their index. */
export function syntheticOperations(seed: number, count: number): Operations {
  const hash = (index: number): string =>
    encodeOperationHash(payloadOf(index, seed ^ OPERATION_SALT, HASH_BYTES));
  const find = (text: string): number | undefined => {
    const index = indexIn(decodeOperationHash(text), seed ^ OPERATION_SALT);
    return index < count && hash(index) === text ? index : undefined;
  };
  return { hash, find };
}

/** The hash of the block of `level`. */
export function syntheticBlockHash(seed: number, level: number): string {
  return encodeBlockHash(payloadOf(level, seed ^ BLOCK_SALT, HASH_BYTES));
}

const ADDRESS_BYTES = 20;
const HASH_BYTES = 32;
const OPERATION_SALT = 0x6f70;
const BLOCK_SALT = 0x424c;
const WORD_BYTES = 4;

// Multiplying by an odd number permutes the 32-bit numbers; by its inverse, permutes them back.
const SPREAD = 0x9e3779b1;
const GATHER = inverseOf(SPREAD);

/** The first word carries the index, the others only look random. */
function payloadOf(index: number, seed: number, length: number): Buffer {
  const payload = Buffer.allocUnsafe(length);
  payload.writeUInt32LE((Math.imul(index, SPREAD) ^ mix(seed)) >>> 0);
  for (let start = WORD_BYTES; start < length; start += WORD_BYTES) {
    payload.writeUInt32LE(mix(Math.imul(index, length) + start + Math.imul(seed, SPREAD)), start);
  }
  return payload;
}

function indexIn(payload: Buffer | undefined, seed: number): number {
  if (payload === undefined) return Number.POSITIVE_INFINITY;
  return Math.imul(payload.readUInt32LE() ^ mix(seed), GATHER) >>> 0;
}

function inverseOf(odd: number): number {
  let inverse = odd;
  // Newton's method doubles the correct low bits at each step: 3, 6, 12, 24, 48.
  for (let step = 0; step < 4; step += 1) {
    inverse = Math.imul(inverse, 2 - Math.imul(odd, inverse));
  }
  return inverse;
}
