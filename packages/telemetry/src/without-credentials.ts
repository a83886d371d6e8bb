import { CENSORED } from "./sensitive-keys.ts";

/**
 * User and password of a URL, inside a JSON text: up to the last `@` before the string or the word
 * ends, because a password that nobody encoded may hold any other character.
 */
const CREDENTIALS = /:\/\/(?:[^\s"\\]|\\["\\/])*@/g;

const PASSWORD_IN_QUERY = /([?&][\w.-]*(?:password|secret|token|key)=)(?:[^\s"\\&#]|\\["\\/])*/gi;

/** A line of the log, as JSON, without the credentials of the URLs in its texts. */
export function withoutCredentials(line: string): string {
  // Almost no line has a URL, and looking for one costs next to nothing.
  if (!line.includes("://")) return line;
  return line
    .replaceAll(CREDENTIALS, `://${CENSORED}@`)
    .replaceAll(PASSWORD_IN_QUERY, `$1${CENSORED}`);
}
