import { byteLength, encodeBase58Check, kindOfText, type TextKind } from "./base58-check.ts";

/**
 * What an address stands for: an account with an Ed25519 (tz1), secp256k1 (tz2), P-256 (tz3) or
 * BLS (tz4) key, or an originated contract (KT1).
 */
export type AddressKind = "tz1" | "tz2" | "tz3" | "tz4" | "KT1";

/** What an address says: its kind and the 20 bytes of the hash. */
export type DecodedAddress = { readonly kind: AddressKind; readonly payload: Buffer };

type AddressText = TextKind & { readonly kind: AddressKind };

const ADDRESS_SIZES = { payloadBytes: 20, textLength: 36 };
const ADDRESSES = {
  tz1: { kind: "tz1", prefix: Uint8Array.of(6, 161, 159), ...ADDRESS_SIZES },
  tz2: { kind: "tz2", prefix: Uint8Array.of(6, 161, 161), ...ADDRESS_SIZES },
  tz3: { kind: "tz3", prefix: Uint8Array.of(6, 161, 164), ...ADDRESS_SIZES },
  tz4: { kind: "tz4", prefix: Uint8Array.of(6, 161, 166), ...ADDRESS_SIZES },
  KT1: { kind: "KT1", prefix: Uint8Array.of(2, 90, 121), ...ADDRESS_SIZES },
} as const satisfies Record<AddressKind, AddressText>;
const ADDRESS_TEXTS: readonly AddressText[] = Object.values(ADDRESSES);

const bytes = Buffer.alloc(byteLength(ADDRESSES.tz1));

/**
 * The kind of a whole Tezos address, undefined when `text` is not one: 36 base58 characters,
 * a prefix of one of the five kinds and the right checksum. Takes about a microsecond, so that
 * every address of a synchronisation can be checked.
 */
export function addressKind(text: string): AddressKind | undefined {
  return kindOfText(text, ADDRESS_TEXTS, bytes)?.kind;
}

/** The kind and the 20-byte payload of an address, undefined when the text is not one. */
export function decodeAddress(text: string): DecodedAddress | undefined {
  const address = kindOfText(text, ADDRESS_TEXTS, bytes);
  if (address === undefined) return undefined;
  const start = address.prefix.length;
  const payload = Buffer.from(bytes.subarray(start, start + address.payloadBytes));
  return { kind: address.kind, payload };
}

/** The address of that kind for a 20-byte `payload` (the hash of a key, or of an origination). */
export function encodeAddress(kind: AddressKind, payload: Uint8Array): string {
  return encodeBase58Check(ADDRESSES[kind], payload);
}
