import { passwordOf } from "./secret.ts";

/** The superuser of every embedded server. */
export const SUPERUSER = "postgres";

/** The address of one database of the server, with the password of the role. */
export function serverUrl(role: string, at: ServerAddress): string {
  const password = passwordOf(role, at.secret);
  return `postgres://${encodeURIComponent(role)}:${password}@127.0.0.1:${at.port}/${at.database}`;
}

/** A database of a server, and what its passwords are made from. */
export type ServerAddress = {
  readonly port: number;
  readonly secret: string;
  readonly database: string;
};
