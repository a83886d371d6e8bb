/** The server to measure on, as one who may create databases and roles; undefined means an embedded one. */
export function givenServer(): string | undefined {
  return process.env["DATABASE_ADMIN_URL"] || process.env["DATABASE_URL"] || undefined;
}
