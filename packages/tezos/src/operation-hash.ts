import { byteLength, encodeBase58Check, kindOfText, type TextKind } from "./base58-check.ts";
import { areBase58Digits } from "./base58.ts";

const OPERATION_HASH: TextKind = {
  prefix: Uint8Array.of(5, 116),
  payloadBytes: 32,
  textLength: 51,
};
const FIRST = "o".charCodeAt(0);
const SHAPE = /^o[1-9A-HJ-NP-Za-km-z]{50}$/u;

const bytes = Buffer.alloc(byteLength(OPERATION_HASH));

/** True for a whole operation hash: 51 characters, its prefix and the right checksum. */
export function isOperationHash(text: string): boolean {
  return kindOfText(text, [OPERATION_HASH], bytes) !== undefined;
}

/** True for 51 base58 characters that start with "o"; the checksum is not looked at. */
export function looksLikeOperationHash(text: string): boolean {
  return SHAPE.test(text);
}

/** The same for 51 bytes in ASCII, from `start` on. */
export function looksLikeOperationHashAt(bytes: Uint8Array, start: number): boolean {
  return bytes[start] === FIRST && areBase58Digits(bytes, start, start + OPERATION_HASH.textLength);
}

/** The 32 bytes of an operation hash, undefined when the text is not one. */
export function decodeOperationHash(text: string): Buffer | undefined {
  if (!isOperationHash(text)) return undefined;
  const start = OPERATION_HASH.prefix.length;
  return Buffer.from(bytes.subarray(start, start + OPERATION_HASH.payloadBytes));
}

/** The text of an operation's 32-byte hash. */
export function encodeOperationHash(payload: Uint8Array): string {
  return encodeBase58Check(OPERATION_HASH, payload);
}
