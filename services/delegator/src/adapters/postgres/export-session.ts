/** The name under which PostgreSQL knows the sessions that export. */
export const EXPORT_SESSION = "delegator-export";
