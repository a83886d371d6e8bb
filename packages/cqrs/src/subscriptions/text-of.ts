const CHARACTERS_MAX = 2_000;

/** What can be stored of an error. */
export function textOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.slice(0, CHARACTERS_MAX).toWellFormed().replaceAll("\0", "\uFFFD");
}
