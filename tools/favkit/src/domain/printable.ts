/**
 * What is never printed raw: control characters (a name could move the cursor or rewrite the title of a terminal),
 * line separators, and the controls of writing direction that make a text look like another one.
 */
const UNPRINTABLE =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu;

/** A text as one line that is safe to print: `\x1b` for an escape, `\u202e` for what is above U+00FF. */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, (char) => {
    const code = (char.codePointAt(0) ?? 0).toString(16);
    return code.length <= 2 ? `\\x${code.padStart(2, "0")}` : `\\u${code}`;
  });
}

/** The most characters of a text in a message. */
const QUOTED_MAX = 200;

/** A printable text between quotes, for messages; only the beginning of a long one. */
export function quoted(text: string): string {
  const isLong = text.length > QUOTED_MAX;
  return `"${printable(isLong ? text.slice(0, QUOTED_MAX) : text)}${isLong ? "…" : ""}"`;
}
