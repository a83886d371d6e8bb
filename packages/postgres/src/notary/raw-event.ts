import { hash } from "node:crypto";

import { Instants } from "./instants.ts";

/** What is looked at of an event; of the one object, which holds until the next event. */
export type RawEvent = {
  readonly position: number;
  /** In its stream, whether or not the leaf has it. */
  readonly version: number;
  /** Whether the category is that of the stream's id. */
  readonly isCategoryRight: boolean;
  /** As stored. */
  readonly leaf: string;
  /** As made anew from the stored texts. */
  readonly madeLeaf: string;
  /** `"streamId","tenant":"…"`: of that stream and no other. */
  streamKey(): string;
  /** The canonical JSON that the leaf is made of, after the byte 0. */
  entry(): Uint8Array;
};

/** The columns in the order of the statement below. */
const FIELDS = 9;
const [POSITION, BEGIN, TIME, MIDDLE, STREAM, END, VERSION, CATEGORY, LEAF] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8,
] as const;

/**
 * The statement that sends the events after one position up to another. The server puts the texts of a leaf together,
 * as `leafInput` does, but for the byte before them and the time; `to_json` escapes a text as `JSON.stringify` does.
 */
export function rawEventsSql(schema: string, after: number, upTo: number): string {
  return `copy (
    select position,
      concat('{"data":', data, ',"eventId":"', event_id, '","meta":', meta, ',"recordedAt":"'),
      recorded_at,
      concat('","schemaVersion":', schema_version, ',"streamId":'),
      concat(to_json(stream_id), ',"tenant":"', tenant_id, '"'),
      concat(',"type":', to_json(type), case when leaf_has_version then concat(',"version":', version) end, '}'),
      version, category = split_part(stream_id, '-', 1), leaf
    from ${schema}.events where position > ${BigInt(after)} and position <= ${BigInt(upTo)} order by position
  ) to stdout (format binary)`;
}

/** Signature, flags and the length of an extension, which is empty. */
const HEADER_BYTES = 19;
const SCRATCH_BYTES = 65_536;

/** Reads events out of the binary form of COPY as it comes. */
export class RawEventReader implements RawEvent {
  position = 0;
  version = 0;
  isCategoryRight = false;
  leaf = "";
  madeLeaf = "";
  #bytes: Buffer = Buffer.alloc(0);
  #isBegun = false;
  #scratch = Buffer.alloc(SCRATCH_BYTES);
  #length = 0;
  readonly #instants = new Instants();
  /** Begin and end of each field of the row that is read. */
  readonly #begin = new Int32Array(FIELDS);
  readonly #end = new Int32Array(FIELDS);

  /** Tells of each event that has arrived in full; the rest waits for the next chunk. */
  take(chunk: Uint8Array, onEvent: (event: RawEvent) => void): void {
    const rest = this.#bytes;
    const came = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    this.#bytes = rest.length === 0 ? came : Buffer.concat([rest, came]);
    let at = 0;
    if (!this.#isBegun) {
      if (this.#bytes.length < HEADER_BYTES) return;
      this.#isBegun = true;
      at = HEADER_BYTES;
    }
    for (let end = this.#row(at); end > 0; end = this.#row(at)) {
      this.#read();
      onEvent(this);
      at = end;
    }
    this.#bytes = this.#bytes.subarray(at);
  }

  streamKey(): string {
    return this.#bytes.toString("utf8", this.#begin[STREAM], this.#end[STREAM]);
  }

  entry(): Uint8Array {
    return this.#scratch.subarray(1, this.#length);
  }

  /** Finds the fields of a row; where it ends, or 0 if it has not arrived or is the end of all. */
  #row(at: number): number {
    const bytes = this.#bytes;
    let next = at + 2;
    if (next > bytes.length || bytes.readInt16BE(at) < 0) return 0;
    for (let field = 0; field < FIELDS; field += 1) {
      if (next + 4 > bytes.length) return 0;
      const length = bytes.readInt32BE(next);
      this.#begin[field] = next + 4;
      next += 4 + Math.max(length, 0);
      this.#end[field] = next;
    }
    return next > bytes.length ? 0 : next;
  }

  #read(): void {
    const bytes = this.#bytes;
    const position = this.#beginOf(POSITION);
    this.position = bytes.readInt32BE(position) * 2 ** 32 + bytes.readUInt32BE(position + 4);
    this.version = bytes.readInt32BE(this.#beginOf(VERSION));
    this.isCategoryRight = bytes[this.#beginOf(CATEGORY)] === 1;
    this.leaf = bytes.toString("hex", this.#begin[LEAF], this.#end[LEAF]);
    this.#length = 1;
    this.#add(BEGIN);
    const time = this.#instants.bytes(bytes, this.#beginOf(TIME));
    this.#ensure(time.length);
    this.#length += time.copy(this.#scratch, this.#length);
    this.#add(MIDDLE);
    this.#add(STREAM);
    this.#add(END);
    this.madeLeaf = hash("sha256", this.#scratch.subarray(0, this.#length), "hex");
  }

  #beginOf(field: number): number {
    return this.#begin[field] ?? 0;
  }

  #add(field: number): void {
    const [begin, end] = [this.#beginOf(field), this.#end[field] ?? 0];
    this.#ensure(end - begin);
    this.#length += this.#bytes.copy(this.#scratch, this.#length, begin, end);
  }

  #ensure(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#scratch.length) return;
    const larger = Buffer.alloc(needed * 2);
    this.#scratch.copy(larger);
    this.#scratch = larger;
  }
}
