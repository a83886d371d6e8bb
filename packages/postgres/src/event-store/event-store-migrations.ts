/** What `migrate` and `verifyMigrations` need to know of the event store; a service applies it before its own files. */
export const eventStoreMigrations = {
  series: "kernel",
  directory: new URL("./migrations/", import.meta.url),
} as const;
