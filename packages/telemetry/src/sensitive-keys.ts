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
]);

/** What stands in the place of a sensitive value. */
export const CENSORED = "[redacted]";
