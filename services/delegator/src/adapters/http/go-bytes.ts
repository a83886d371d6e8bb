/** Bytes that are not UTF-8 stand as lone surrogates, which no decoded text contains: 0xdc00 and the byte. */
const BYTE_BASE = 0xdc00;

/** The well-formed sequences of more than one byte (Unicode, table 3-7), or else one byte. Go reads them alike. */
const SEQUENCE =
  /([\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})|[\x80-\xff]/g;

/** The text of bytes that are given as one character each; a Go string may hold any bytes, and so may this text. */
export function textOfBytes(bytes: string): string {
  return bytes.replaceAll(SEQUENCE, (found, wellFormed: string | undefined) =>
    wellFormed === undefined
      ? String.fromCharCode(BYTE_BASE + found.charCodeAt(0))
      : Buffer.from(wellFormed, "latin1").toString("utf8"),
  );
}

/** The byte that a character of such a text stands for because it is not UTF-8. */
export function byteOutsideUtf8(character: string): number | undefined {
  const byte = (character.codePointAt(0) ?? 0) - BYTE_BASE;
  return byte >= 0x80 && byte <= 0xff ? byte : undefined;
}
