import type { Stats } from "node:fs";
import { link, mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";

import { KEY_BYTES } from "../data-key.ts";
import type { RandomBytes } from "../seal-text.ts";
import { localTenantKeys, type TenantKeys } from "../tenant-keys.ts";
import { KeyFileUnsafe } from "./key-file-unsafe.ts";

/** Where the keys are: a folder that nobody else may enter. */
type TenantKeyFiles = { readonly directory: string; readonly randomBytes: RandomBytes };

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Read, write and enter, for the group and for others. */
const OTHERS = 0o077;

/**
 * Tenant keys in files, for development and for a single host: `<tenant>.key`, 32 bytes in base64. Production has a key
 * management service behind the same port. Throws `KeyFileUnsafe` where anybody else may read a key.
 */
export function fileTenantKeys({ directory, randomBytes }: TenantKeyFiles): TenantKeys {
  return localTenantKeys(async (tenant) => {
    if (!UUID.test(tenant)) return [];
    const key = await readKey(directory, `${tenant}.key`);
    return key === undefined ? [] : [key];
  }, randomBytes);
}

/** Makes the key of a tenant; false if there is one. Whoever loses the file loses all that is sealed for the tenant. */
export async function createTenantKeyFile(
  tenant: string,
  { directory, randomBytes }: TenantKeyFiles,
): Promise<boolean> {
  if (!UUID.test(tenant)) throw new RangeError("a tenant is a uuid in lower case");
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const text = `${Buffer.from(randomBytes(KEY_BYTES)).toString("base64")}\n`;
  // Whole and on the disk before it has its name: half a key would be no key, for good.
  const draft = join(directory, `.${tenant}.${Buffer.from(randomBytes(8)).toString("hex")}`);
  try {
    await written(draft, text);
    await link(draft, join(directory, `${tenant}.key`));
    await synced(directory);
    return true;
  } catch (error) {
    if (isMissing(error, "EEXIST")) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function written(path: string, text: string): Promise<void> {
  await using file = await open(path, "wx", 0o600);
  await file.writeFile(text);
  await file.sync();
}

/** A name is kept by its folder. */
async function synced(directory: string): Promise<void> {
  await using folder = await open(directory, "r");
  await folder.sync();
}

async function readKey(directory: string, name: string): Promise<Uint8Array | undefined> {
  const path = join(directory, name);
  try {
    await using folder = await open(directory, "r");
    guard(directory, await folder.stat());
    await using file = await open(path, "r");
    // Of the file that is read, not of whatever has its name by now.
    guard(path, await file.stat());
    const key = Buffer.from((await file.readFile("utf8")).trim(), "base64");
    if (key.length === KEY_BYTES) return key;
    throw new KeyFileUnsafe(path, `holds no key of ${KEY_BYTES} bytes in base64`);
  } catch (error) {
    if (isMissing(error, "ENOENT")) return undefined;
    throw error;
  }
}

function guard(path: string, { mode, uid }: Stats): void {
  // Windows has other rights, which these numbers do not tell.
  const mine = process.getuid?.();
  if (mine === undefined) return;
  if ((mode & OTHERS) !== 0)
    throw new KeyFileUnsafe(path, "may be read by others: take their rights away");
  if (uid !== mine && uid !== 0) throw new KeyFileUnsafe(path, "belongs to somebody else");
}

function isMissing(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
