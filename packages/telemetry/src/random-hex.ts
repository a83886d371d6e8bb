/** Lower-case hexadecimal text of as many random bytes. */
export type RandomHex = (bytes: number) => string;

/** Bytes fetched from the source at once: asking the system for 24 at a time costs more than the request's log line. */
const POOL_BYTES = 8_192;

/**
 * Random hexadecimal text out of a pool that `fill` refills, `crypto.randomFillSync` in a service.
 * At most 8,192 bytes at a time; more is a RangeError.
 */
export function randomHex(fill: (pool: Uint8Array) => unknown): RandomHex {
  const pool = Buffer.alloc(POOL_BYTES);
  let text = "";
  let used = POOL_BYTES;
  return (bytes) => {
    if (bytes > POOL_BYTES) throw new RangeError(`${bytes} bytes at once, at most ${POOL_BYTES}`);
    if (used + bytes > POOL_BYTES) {
      fill(pool);
      text = pool.toString("hex");
      used = 0;
    }
    const start = used;
    used += bytes;
    return text.slice(start * 2, used * 2);
  };
}
