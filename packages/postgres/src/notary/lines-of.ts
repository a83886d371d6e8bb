/** Longer than the longest event with its names, all of it escaped. */
const LINE_BYTES_MAX = 16_777_216;
const LINE_BREAK = 10;

/** The lines of a text in bytes; a last one without a line break, or one that is too long, is told as not whole. */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ readonly bytes: Buffer; readonly isWhole: boolean }> {
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    let at = 0;
    for (let end = bytes.indexOf(LINE_BREAK); end >= 0; end = bytes.indexOf(LINE_BREAK, at)) {
      yield { bytes: bytes.subarray(at, end), isWhole: true };
      at = end + 1;
    }
    rest = bytes.subarray(at);
    if (rest.length > LINE_BYTES_MAX) break;
  }
  if (rest.length > 0) yield { bytes: rest, isWhole: false };
}
