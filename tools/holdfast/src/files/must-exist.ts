import { stat } from "node:fs/promises";

import { Refused } from "../cli/refused.ts";

/** Throws `Refused` unless a file is there: a name that was mistyped is not an empty file. */
export async function mustExist(path: string, what: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new Refused(`${what} ${path} is not there: name the file`);
  if (!found.isFile()) throw new Refused(`${what} ${path} is not a file: name the file`);
}
