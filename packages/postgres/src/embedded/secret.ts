import { createHmac, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { createOnce } from "./create-once.ts";
import { EmbeddedStartFailed } from "./embedded-start-failed.ts";

/**
 * What the passwords of the server are made from: a file that only its owner may read, never
 * overwritten. One secret serves all passwords, so that no process rewrites what others read.
 */
export async function serverSecret(home: string): Promise<string> {
  const path = join(home, "secret");
  await createOnce(path, randomBytes(SECRET_BYTES).toString("hex"));
  const secret = await readFile(path, "utf8");
  // Passwords made from half a secret would open nothing, and from none be the same everywhere.
  if (secret.length >= 2 * SECRET_BYTES) return secret;
  throw new EmbeddedStartFailed(
    `${path} is damaged, as after a power cut; put it back from a backup, or remove ${home}`,
  );
}

/** The password of one role of the server with that secret. */
export function passwordOf(role: string, secret: string): string {
  return createHmac("sha256", secret).update(role).digest("hex");
}

const SECRET_BYTES = 32;
