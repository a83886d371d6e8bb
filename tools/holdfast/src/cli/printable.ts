/** Characters of a stored text that a terminal would obey, or that turn the direction of what follows. */
const OBEYED = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** What comes from the log must not move the cursor, ring the bell or hide what it says. */
export function printable(text: string): string {
  return text.replaceAll(OBEYED, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}

/** The same, no longer than so many characters. */
export function shortened(text: string, max: number): string {
  const whole = printable(text);
  return whole.length <= max ? whole : `${whole.slice(0, max - 1)}…`;
}
