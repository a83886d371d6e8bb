/** What `migrate` needs to know of the keys of subjects; they have a schema of their own, such as `payments_keys`. */
export const subjectKeyMigrations = {
  series: "erasure",
  directory: new URL("./migrations/", import.meta.url),
} as const;
