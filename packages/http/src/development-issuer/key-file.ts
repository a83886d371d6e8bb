import { generateKeyPairSync, randomUUID } from "node:crypto";
import { link, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

import { calculateJwkThumbprint, type JWK } from "jose";

/** What the key signs with. */
export const ALGORITHM = "EdDSA";

const OWNER_ONLY = 0o600;
const FOR_ALL = 0o644;

/** The private key in a file that only its owner may read, made when there is none; never overwritten. */
export async function privateKeyIn(path: string): Promise<JWK> {
  await mkdir(dirname(path), { recursive: true });
  const { privateKey } = generateKeyPairSync("ed25519");
  const draft = await written(
    path,
    JSON.stringify(privateKey.export({ format: "jwk" })),
    OWNER_ONLY,
  );
  try {
    // Of two who start at the same time one is first, and both read what that one wrote.
    await link(draft, path);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    await rm(draft);
  }
  return JSON.parse(await readFile(path, "utf8"));
}

/** The public half, under a name that is derived from it. */
export async function publicKeyOf(privateKey: JWK): Promise<JWK & { readonly kid: string }> {
  const { d: _, ...publicKey } = privateKey;
  const kid = `development-${await calculateJwkThumbprint(publicKey)}`;
  return { ...publicKey, kid, alg: ALGORITHM, use: "sig" };
}

/** Replaces a file as a whole, so that nobody reads half of it. */
export async function replaceFile(path: string, text: string): Promise<void> {
  await rename(await written(path, text, FOR_ALL), path);
}

async function written(path: string, text: string, mode: number): Promise<string> {
  const draft = `${path}.${randomUUID()}`;
  await using file = await open(draft, "wx", mode);
  await file.writeFile(text);
  await file.sync();
  return draft;
}
