/** The name of a schema, which stands unquoted in SQL; anything but a plain word is refused. */
export function schemaName(text: string): string {
  if (PLAIN.test(text)) return text;
  throw new RangeError(`not the name of a schema: ${text}`);
}

/** PostgreSQL cuts names after 63 bytes. */
const PLAIN = /^[a-z_][a-z0-9_]{0,62}$/;
