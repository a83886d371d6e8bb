/** The address of another database of the same server, as the same user or as another one. */
export function databaseUrl(url: string, database: string, login?: Login): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  if (login !== undefined) {
    changed.username = encodeURIComponent(login.user);
    changed.password = encodeURIComponent(login.password);
  }
  return changed.href;
}

/** Whom to log in as. */
export type Login = { readonly user: string; readonly password: string };
