import { decodeBase58, encodeBase58 } from "./base58.ts";
import { CHECKSUM_BYTES, hasChecksum, writeChecksum } from "./checksum.ts";

/** One sort of Base58Check text: the bytes before the payload and the sizes that follow from them. */
export type TextKind = {
  readonly prefix: Uint8Array;
  readonly payloadBytes: number;
  readonly textLength: number;
};

/** `payload` as Base58Check text of that kind; RangeError when its length is not the kind's. */
export function encodeBase58Check(kind: TextKind, payload: Uint8Array): string {
  if (payload.length !== kind.payloadBytes) {
    throw new RangeError(`the payload has ${payload.length} bytes, not ${kind.payloadBytes}`);
  }
  const bytes = Buffer.alloc(byteLength(kind));
  bytes.set(kind.prefix);
  bytes.set(payload, kind.prefix.length);
  writeChecksum(bytes);
  return encodeBase58(bytes, kind.textLength);
}

/**
 * The first of `kinds` that `text` is written in, with its checksum right.
 * All kinds have the same sizes, those of `bytes`, which is overwritten: a buffer for each text
 * would cost more than the decoding.
 */
export function kindOfText<Kind extends TextKind>(
  text: string,
  kinds: readonly Kind[],
  bytes: Buffer,
): Kind | undefined {
  if (text.length !== kinds[0]?.textLength || !decodeBase58(text, bytes)) return undefined;
  const kind = kinds.find(({ prefix }) => startsWith(bytes, prefix));
  return kind !== undefined && hasChecksum(bytes) ? kind : undefined;
}

/** Bytes of a whole text of that kind: prefix, payload and checksum. */
export function byteLength(kind: TextKind): number {
  return kind.prefix.length + kind.payloadBytes + CHECKSUM_BYTES;
}

function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  for (let index = 0; index < prefix.length; index += 1) {
    if (bytes[index] !== prefix[index]) return false;
  }
  return true;
}
