/** How the names of streams of refused attempts begin. */
export const AUDIT = "audit-";

/** The stream of attempts of a tenant that were refused on the day of a time in UTC. */
export function auditStream(tenant: string, at: string): string {
  return `${AUDIT}${tenant}-${at.slice(0, DAY)}`;
}

/** The length of a date. */
const DAY = 10;
