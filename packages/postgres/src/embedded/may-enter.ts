import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname } from "node:path";

import type { Account } from "./account.ts";

/** Whether an account can get into a folder: it needs the right to enter each one above it too. */
export async function mayEnter(folder: string, account: Account): Promise<boolean> {
  const above = dirname(folder);
  if (above !== folder && !(await mayEnter(above, account))) return false;
  return isEnterable(await stat(folder), account);
}

function isEnterable({ mode, uid, gid }: Stats, account: Account): boolean {
  if (uid === account.uid) return (mode & 0o100) !== 0;
  if (gid === account.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}
