import { gunzipSync } from "node:zlib";

import { UpstreamFault } from "./upstream-fault.ts";

/** A page of 10,000 rows weighs 1.2 MB unpacked; anything far beyond that is not a page. */
const BODY_BYTES_MAX = 64 * 2 ** 20;
const UNPACK_CHUNK_BYTES = 2 ** 20;

/** The bytes of a body and whether they are packed with gzip. */
export type RawBody = { readonly bytes: Uint8Array<ArrayBuffer>; readonly isPacked: boolean };

/** The bytes of the text; throws an UpstreamFault where they cannot be unpacked. */
export function unpacked({ bytes, isPacked }: RawBody): Buffer {
  try {
    return isPacked
      ? gunzipSync(bytes, { maxOutputLength: BODY_BYTES_MAX, chunkSize: UNPACK_CHUNK_BYTES })
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  } catch (error) {
    throw new UpstreamFault("the answer cannot be unpacked", { cause: error });
  }
}

/** What the bytes of a text say; throws an UpstreamFault where that is no JSON. */
export function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    throw new UpstreamFault("the answer is not JSON", { cause: error });
  }
}

/** Unpacks and parses a body; throws an UpstreamFault where that is not possible. */
export function readBody(body: RawBody): unknown {
  return parsed(unpacked(body));
}
