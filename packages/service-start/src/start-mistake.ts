/** Where a service was told to listen. */
export type Listening = { readonly HTTP_HOST: string; readonly HTTP_PORT: number };

/** Errors whose message says what to do; told by name, since their classes load only when they are needed. */
const TOLD_IN_WORDS: ReadonlySet<string> = new Set([
  "BadConfiguration",
  "DatabaseUnavailable",
  "DevelopmentIssuerRefused",
  "EmbeddedStartFailed",
  "MigrationFailed",
  "MigrationRefused",
  "MigrationsPending",
  "NoBinaryForPlatform",
  "RebuildRefused",
  "RolesUnusable",
  "SecretMissing",
  "TenancyUnsafe",
]);
const CANNOT_LISTEN: ReadonlySet<unknown> = new Set(["EADDRINUSE", "EACCES", "EADDRNOTAVAIL"]);

/** Mistakes of the person who starts a service, in their words; undefined for what is ours. */
export function startMistake(error: unknown, config: Listening | undefined): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (TOLD_IN_WORDS.has(error.name)) return error.message;
  const code = "code" in error ? error.code : undefined;
  if (config === undefined || !CANNOT_LISTEN.has(code)) return undefined;
  const { HTTP_HOST, HTTP_PORT } = config;
  return `cannot listen on ${HTTP_HOST}:${HTTP_PORT} (${String(code)}): set HTTP_HOST or HTTP_PORT`;
}
