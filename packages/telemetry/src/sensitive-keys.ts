/** Keys whose values never reach a log, in lower case; headers arrive under the same names. */
export const SENSITIVE_KEYS: ReadonlySet<string> = new Set([
  "authorization",
  "proxy-authorization",
  "cookie",
  "set-cookie",
  "apikey",
  "api_key",
  "api-key",
  "x-api-key",
  "password",
  "passphrase",
  "secret",
  "token",
  "idempotency-key",
  "idempotency_key",
  "idempotencykey",
]);

/** What compound names end with: `accessToken`, `client_secret`, `PGPASSWORD`, `private-key`. */
const SENSITIVE_ENDING = /(?:password|passphrase|secret|token|(?:api|private|signing)[-_]?key)$/i;

/** Whether the value under that key must not be written. */
export function isSensitive(key: string): boolean {
  return SENSITIVE_KEYS.has(key.toLowerCase()) || SENSITIVE_ENDING.test(key);
}

/** What stands in the place of a sensitive value. */
export const CENSORED = "[redacted]";
