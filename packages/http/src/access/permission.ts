/** What somebody may do with a kind of thing; none includes another, and there are no wildcards. */
export type Permission = `${"read" | "write" | "admin" | "force"}:${string}`;

const PERMISSION = /^(?:read|write|admin|force):[a-z][a-z0-9_]*$/;

/** Whether a text is a permission a route may demand. */
export function isPermission(text: string): text is Permission {
  return PERMISSION.test(text);
}
