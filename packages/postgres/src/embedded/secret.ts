import { createHmac, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { createOnce } from "./create-once.ts";

/**
 * What the passwords of the server are made from: a file that only its owner may read, never
 * overwritten. One secret serves all passwords, so that no process rewrites what others read.
 */
export async function serverSecret(home: string): Promise<string> {
  const path = join(home, "secret");
  await createOnce(path, randomBytes(SECRET_BYTES).toString("hex"));
  return readFile(path, "utf8");
}

/** The password of one role of the server with that secret. */
export function passwordOf(role: string, secret: string): string {
  return createHmac("sha256", secret).update(role).digest("hex");
}

const SECRET_BYTES = 32;
