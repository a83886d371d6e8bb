import { pipeline } from "node:stream/promises";

import { from as copyFrom } from "pg-copy-streams";

import type { Checkout } from "./checkout.ts";

type Chunks = Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>;

/** Streams the chunks into a `copy … from stdin` statement; returns the number of rows. */
export async function copyIn(checkout: Checkout, sql: string, chunks: Chunks): Promise<number> {
  let broken: { readonly error: unknown } | undefined;
  const source = watch(chunks, (error) => {
    broken = { error };
  });
  const copy = checkout.client.query(copyFrom(sql));
  try {
    await pipeline(source, copy);
  } catch (error) {
    // The server's complaint about a source that broke is no news; the broken source is.
    throw broken === undefined ? checkout.explain(error, "not_applied") : broken.error;
  }
  return copy.rowCount;
}

async function* watch(chunks: Chunks, onError: (error: unknown) => void): AsyncGenerator {
  try {
    yield* chunks;
  } catch (error) {
    onError(error);
    throw error;
  }
}
