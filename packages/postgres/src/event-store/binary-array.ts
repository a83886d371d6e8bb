import { BinaryValues, OBJECT_IDS } from "./binary-values.ts";

/** Dimensions, whether there are nulls, type of the elements; then length and lower bound of the one dimension. */
const HEADER_BYTES = 20;
const EMPTY_BYTES = 12;
/** Each database has given a type of its own another object id, so that PostgreSQL goes by what is declared (array_recv). */
const ANY = 0;

/**
 * An array as a parameter in PostgreSQL's binary form (`array_send`), which the driver takes as a buffer. Unlike the
 * text form nothing is escaped here and unescaped there; a batch of events costs half of it on either side.
 */
export class BinaryArray {
  readonly #objectId: number;
  readonly #values = new BinaryValues(HEADER_BYTES);
  #length = 0;
  #nulls = 0;

  constructor(type: keyof typeof OBJECT_IDS) {
    this.#objectId = OBJECT_IDS[type];
  }

  get hasOnlyNulls(): boolean {
    return this.#nulls > 0 && this.#nulls === this.#length;
  }

  /** Makes it empty, to be written anew; buffers that were made of it are void. */
  clear(): void {
    this.#values.clear();
    this.#length = 0;
    this.#nulls = 0;
  }

  null(): void {
    this.#next().null();
    this.#nulls += 1;
  }

  /** For `text` and `json`. */
  text(text: string): void {
    this.#next().text(text);
  }

  /** For `bytea`: one byte a character. */
  binary(text: string): void {
    this.#next().binary(text);
  }

  uuid(text: string): void {
    this.#next().uuid(text);
  }

  int2(value: number): void {
    this.#next().int2(value);
  }

  int4(value: number): void {
    this.#next().int4(value);
  }

  /** Milliseconds since 1970. */
  timestamp(ms: number): void {
    this.#next().timestamp(ms);
  }

  toBuffer(): Buffer {
    return withHeader(this.#values, {
      objectId: this.#objectId,
      length: this.#length,
      hasNulls: this.#nulls > 0,
    });
  }

  #next(): BinaryValues {
    this.#length += 1;
    return this.#values;
  }
}

/**
 * An array of rows of a composite type, as a parameter in binary form. `next` begins a row; then come its columns, each
 * by the method for its type, in their order, undefined where they are null.
 */
export class RecordArray {
  readonly #columns: number;
  readonly #values = new BinaryValues(HEADER_BYTES);
  #length = 0;
  /** Where the length of the present row stands. */
  #begin = 0;
  /** Of the present row. */
  #written = 0;

  /** Of a type with so many columns. */
  constructor(columns: number) {
    this.#columns = columns;
  }

  /** Makes it empty, to be written anew; buffers that were made of it are void. */
  clear(): void {
    this.#values.clear();
    this.#length = 0;
  }

  next(): void {
    this.#end();
    this.#length += 1;
    this.#written = 0;
    this.#begin = this.#values.end;
    this.#values.word(0);
    this.#values.word(this.#columns);
  }

  uuid(value: string | undefined): void {
    if (this.#column(OBJECT_IDS.uuid, value)) this.#values.uuid(value);
  }

  text(value: string | undefined): void {
    if (this.#column(OBJECT_IDS.text, value)) this.#values.text(value);
  }

  json(value: string | undefined): void {
    if (this.#column(OBJECT_IDS.json, value)) this.#values.text(value);
  }

  int4(value: number | undefined): void {
    if (this.#column(OBJECT_IDS.int4, value)) this.#values.int4(value);
  }

  int8(value: bigint | undefined): void {
    if (this.#column(OBJECT_IDS.int8, value)) this.#values.int8(value);
  }

  numeric(value: bigint | undefined): void {
    if (this.#column(OBJECT_IDS.numeric, value)) this.#values.numeric(value);
  }

  /** Milliseconds since 1970. */
  timestamptz(ms: number | undefined): void {
    if (this.#column(OBJECT_IDS.timestamptz, ms)) this.#values.timestamp(ms);
  }

  toBuffer(): Buffer {
    this.#end();
    return withHeader(this.#values, { objectId: ANY, length: this.#length, hasNulls: false });
  }

  /** Begins a column; whether there is a value to be written, which a null has not. */
  #column<T>(objectId: number, value: T | undefined): value is T {
    this.#written += 1;
    this.#values.word(objectId);
    if (value === undefined) this.#values.null();
    return value !== undefined;
  }

  #end(): void {
    if (this.#length === 0) return;
    if (this.#written !== this.#columns) {
      throw new RangeError(`${this.#written} columns of ${this.#columns} were written`);
    }
    this.#values.patch(this.#begin, this.#values.end - this.#begin - 4);
  }
}

type Header = { readonly objectId: number; readonly length: number; readonly hasNulls: boolean };

function withHeader(values: BinaryValues, { objectId, length, hasNulls }: Header): Buffer {
  const isEmpty = length === 0;
  values.patch(0, isEmpty ? 0 : 1);
  values.patch(4, hasNulls ? 1 : 0);
  values.patch(8, objectId);
  values.patch(12, length);
  values.patch(16, 1);
  return values.toBuffer(isEmpty ? EMPTY_BYTES : undefined);
}

/** Texts as one parameter. */
export function textArray(texts: readonly string[]): Buffer {
  const array = new BinaryArray("text");
  for (const text of texts) array.text(text);
  return array.toBuffer();
}

/** Texts of JSON as one parameter. */
export function jsonArray(texts: readonly (string | null)[]): Buffer {
  const array = new BinaryArray("json");
  for (const text of texts) {
    if (text === null) array.null();
    else array.text(text);
  }
  return array.toBuffer();
}
