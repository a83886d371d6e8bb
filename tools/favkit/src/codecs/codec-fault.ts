/** What is wrong with bytes that were meant to be a property list, a keyed archive or a bookmark. */
export type CodecFaultCode =
  /** Neither a binary nor an XML property list. */
  | "not_a_property_list"
  /** An offset, a length or a count leads out of the bytes. */
  | "outside_bytes"
  /** A container holds itself. */
  | "cycle"
  | "too_deep"
  | "too_large"
  /** Two things claim the same bytes, which no writer does and which makes small files huge in memory. */
  | "overlap"
  /** A type, size or value that the format does not know. */
  | "bad_object"
  | "bad_xml"
  | "not_a_keyed_archive"
  /** A keyed archive whose root is no list of items. */
  | "unknown_root"
  | "not_a_bookmark";

/** Bytes that cannot be decoded. `offset` is the place of the first fault, in bytes from the start. */
export class CodecFault extends Error {
  override readonly name = "CodecFault";
  readonly code: CodecFaultCode;
  readonly offset: number;
  constructor(code: CodecFaultCode, offset: number, reason: string) {
    super(`${reason} (offset ${offset})`);
    this.code = code;
    this.offset = offset;
  }
}
