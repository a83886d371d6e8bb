import type { Writable } from "node:stream";

/** The reader took nothing for too long, or has left. */
class ReaderGone extends Error {
  override readonly name = "ReaderGone";
  readonly code = "reader_gone";
}

/** Writes chunks no faster than they are read at the other end; throws when that stops reading for `stallMs`. */
export async function pour(
  chunks: AsyncIterable<Uint8Array | string>,
  into: Writable,
  stallMs: number,
): Promise<void> {
  for await (const chunk of chunks) {
    if (!into.write(chunk)) await within(into, "drain", stallMs);
  }
}

/** Waits until everything that was written has been handed on; throws when nobody takes it within `stallMs`. */
export async function flushed(stream: Writable, stallMs: number): Promise<void> {
  if (!stream.writableFinished) await within(stream, "finish", stallMs);
}

async function within(stream: Writable, event: string, stallMs: number): Promise<void> {
  if (stream.destroyed) throw new ReaderGone("the reader has left");
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onClose = (): void => reject(new ReaderGone("the reader has left"));
  const timer = setTimeout(
    () => reject(new ReaderGone(`the reader took nothing for ${stallMs} ms`)),
    stallMs,
  );
  stream.once(event, resolve);
  stream.once("close", onClose);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    stream.off(event, resolve);
    stream.off("close", onClose);
  }
}
