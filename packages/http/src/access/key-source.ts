import { createReadStream } from "node:fs";

import { BadKeySet } from "./bad-key-set.ts";

/** Loads the text of a JWKS; the signal ends what takes too long. */
export type KeySource = (signal: AbortSignal) => Promise<string>;

/** Some hundred keys. */
const BYTES_MAX = 256 * 1024;

/** Keys that an issuer publishes. Redirects are not followed. */
export function keysAtUrl(url: string): KeySource {
  return async (signal) => {
    const response = await fetch(url, {
      signal,
      redirect: "error",
      headers: { accept: "application/jwk-set+json, application/json" },
    });
    if (response.ok && response.body !== null) return textOf(response.body);
    await response.body?.cancel();
    throw new BadKeySet(`the issuer answered ${response.status}`);
  };
}

/** Keys in a file, read again as those at a URL would be. */
export function keysInFile(path: string): KeySource {
  return async (signal) => textOf(createReadStream(path, { signal }));
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const read: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > BYTES_MAX) throw new BadKeySet(`is larger than ${BYTES_MAX} bytes`);
    read.push(chunk);
  }
  return Buffer.concat(read).toString();
}
