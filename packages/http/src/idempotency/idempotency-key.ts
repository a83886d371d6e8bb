/** The key of a request, or what is wrong with it. */
export type ParsedKey =
  | { readonly key: string }
  | { readonly code: "idempotency_key_missing" | "idempotency_key_invalid" };

/** A structured-field string (RFC 8941, section 3.3.3): inside, only `"` and `\` are escaped. */
const QUOTED = /^"((?:[^"\\]|\\["\\])*)"$/;
const ESCAPED = /\\(["\\])/g;

/** Visible ASCII without the comma, which would join two keys into one. */
const KEY = /^[!-+\--~]{1,255}$/;

/**
 * Reads the header Idempotency-Key as Node hands it over: `"8e03978e"` and `8e03978e` are the same
 * key. A header that was sent twice arrives joined by a comma, and is invalid like any other list.
 */
export function parseIdempotencyKey(header: string | readonly string[] | undefined): ParsedKey {
  if (header === undefined) return { code: "idempotency_key_missing" };
  const key = typeof header === "string" ? unquoted(header) : undefined;
  return key !== undefined && KEY.test(key) ? { key } : { code: "idempotency_key_invalid" };
}

function unquoted(text: string): string | undefined {
  return text.startsWith('"') ? QUOTED.exec(text)?.[1]?.replaceAll(ESCAPED, "$1") : text;
}
