import { stat } from "node:fs/promises";

/** A user and group of the operating system. */
export type Account = { readonly uid: number; readonly gid: number };

/**
 * Whom the server runs as: PostgreSQL refuses to run as root, so root lends it the account that by
 * convention owns nothing, or the one that the data belongs to already. Anybody else runs it as
 * themselves, which is told by undefined.
 */
export async function accountFor(dataDirectory: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(dataDirectory).catch(() => undefined);
  return owner === undefined || owner.uid === 0 ? NOBODY : { uid: owner.uid, gid: owner.gid };
}

const NOBODY: Account = { uid: 65_534, gid: 65_534 };
