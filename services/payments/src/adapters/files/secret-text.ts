import { randomUUID } from "node:crypto";
import { link, mkdir, open, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";

const OWNER_ONLY = 0o600;

/** A file that should hold a secret does not. The message says which variable is wrong, and nothing of the secret. */
export class SecretMissing extends Error {
  override readonly name = "SecretMissing";
  readonly code = "secret_missing";
}

/** Where a secret is, and how it is made. */
export type SecretFile = {
  readonly path: string;
  /** Left out, it has to be there. */
  readonly make?: () => string;
};

/** Reads a secret from a file that only its owner may read, which is made if it may be; never overwritten. */
export async function secretText({ path, make }: SecretFile): Promise<string> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (error) {
    if (!isCode(error, "ENOENT"))
      throw new SecretMissing(`${path} cannot be read`, { cause: error });
  }
  if (make === undefined) throw new SecretMissing(`${path} is not there: make it first`);
  await mkdir(dirname(path), { recursive: true });
  const draft = await written(`${path}.${randomUUID()}`, make());
  try {
    // Of two who start at the same time one is first, and both read what that one wrote.
    await link(draft, path);
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
  } finally {
    await rm(draft);
  }
  return (await readFile(path, "utf8")).trim();
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

async function written(path: string, text: string): Promise<string> {
  await using file = await open(path, "wx", OWNER_ONLY);
  await file.writeFile(`${text}\n`);
  await file.sync();
  return path;
}
