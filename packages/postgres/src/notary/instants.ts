/** Milliseconds from 1970 to 2000, where PostgreSQL counts from. */
const EPOCH_MS = 946_684_800_000;
/** What a `Date` can tell. */
const MS_MAX = 8_640_000_000_000_000;

/**
 * Writes times of PostgreSQL's binary form, microseconds since 2000, as JSON does. A time that is no whole number of
 * milliseconds is none that the kernel has written, and gets all its digits. Events appended together have the same.
 */
export class Instants {
  #high = 0;
  #low = 0;
  #text = Buffer.from(new Date(EPOCH_MS).toISOString());

  /** The bytes are those of this object; they hold until the next call. */
  bytes(from: Buffer, at: number): Buffer {
    const [high, low] = [from.readInt32BE(at), from.readUInt32BE(at + 4)];
    if (high !== this.#high || low !== this.#low) {
      [this.#high, this.#low] = [high, low];
      this.#text = Buffer.from(isoOf(from.readBigInt64BE(at)));
    }
    return this.#text;
  }
}

function isoOf(micros: bigint): string {
  const rest = ((micros % 1_000n) + 1_000n) % 1_000n;
  const ms = Number((micros - rest) / 1_000n) + EPOCH_MS;
  const isTold = rest === 0n && Math.abs(ms) <= MS_MAX;
  return isTold ? new Date(ms).toISOString() : `${micros} microseconds`;
}
