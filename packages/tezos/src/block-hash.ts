import { encodeBase58Check, type TextKind } from "./base58-check.ts";

const BLOCK_HASH: TextKind = { prefix: Uint8Array.of(1, 52), payloadBytes: 32, textLength: 51 };

/** The text of a block's 32-byte hash. */
export function encodeBlockHash(payload: Uint8Array): string {
  return encodeBase58Check(BLOCK_HASH, payload);
}
