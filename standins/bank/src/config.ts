/** The database of a bank that is started without `--database`; undefined keeps accounts in memory. */
export function givenDatabase(): string | undefined {
  return process.env["BANK_DATABASE_URL"] || undefined;
}
