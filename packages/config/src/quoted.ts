import type { Variable } from "./variable.ts";

/** Longest part of a value repeated in a message. */
const QUOTED_LENGTH_MAX = 100;

/** Up to the last `@` of the word: a password that nobody encoded may hold a `/`, `?` or `#`. */
const CREDENTIALS = /(\b[a-z][a-z0-9+.-]*:\/{0,2}|\/\/)\S*@/gi;
const PASSWORD_IN_QUERY = /([?&][^=&]*(?:password|secret|token|key)[^=&]*=)[^&#]*/gi;

/** The value as a message may show it: secrets hidden, passwords taken out of URLs, long texts cut. */
export function quoted(variable: Pick<Variable, "isSecret">, text: string): string {
  if (variable.isSecret) return "the value (hidden)";
  const shown = withoutPassword(text);
  const isLong = shown.length > QUOTED_LENGTH_MAX;
  return JSON.stringify(isLong ? `${shown.slice(0, QUOTED_LENGTH_MAX)}…` : shown);
}

/**
 * The text without the credentials of a URL in it. Works on malformed URLs too, for those are the
 * ones that end up in messages; the user name goes as well, because a password may hold an "@" or ":".
 */
export function withoutPassword(text: string): string {
  return text.replaceAll(CREDENTIALS, "$1***@").replaceAll(PASSWORD_IN_QUERY, "$1***");
}
