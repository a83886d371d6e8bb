/** One file of SQL, as it was written. */
export type MigrationFile = {
  readonly number: number;
  /** The name of the file: `0001-accounts.sql`. */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the bytes of the file, in hexadecimal. */
  readonly checksum: string;
  /** Whether processes older than this migration must not run beside it. */
  readonly isBreaking: boolean;
};
