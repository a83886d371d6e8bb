/**
 * The address of another database of the same server. With a role, its sessions begin as that role:
 * on a server that somebody brought we neither know nor set the passwords of the roles.
 */
export function databaseUrl(url: string, database: string, role?: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  if (role === undefined) return changed.href;
  const options = `options=${encodeURIComponent(`-c role=${role}`)}`;
  changed.search = changed.search === "" ? options : `${changed.search}&${options}`;
  return changed.href;
}
