import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createTenantKeyFile, fileTenantKeys, KeyFileUnsafe } from "@holdfast/erasure/files";
import { afterAll, beforeAll, expect, test } from "vitest";

const tenant = "00000000-0000-0000-0000-000000000001";
const place = { tenant, subjectId: "a", keyId: "b" };

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "holdfast-keys-"));
});
afterAll(() => rm(root, { recursive: true }));

async function withKey(name: string) {
  const directory = join(root, name);
  const files = { directory, randomBytes };
  expect(await createTenantKeyFile(tenant, files)).toBe(true);
  return { directory, files, path: join(directory, `${tenant}.key`), keys: fileTenantKeys(files) };
}

test("a key wraps and opens; it is made once, for its owner alone", async () => {
  const { files, directory, path, keys } = await withKey("one");
  const wrapped = await keys.wrap(place, Buffer.alloc(32, 1));
  expect(Buffer.from(await keys.unwrap(place, wrapped))).toEqual(Buffer.alloc(32, 1));
  expect(((await stat(path)).mode & 0o777).toString(8)).toBe("600");
  expect(((await stat(directory)).mode & 0o777).toString(8)).toBe("700");
  const text = await readFile(path, "utf8");
  expect(await createTenantKeyFile(tenant, files)).toBe(false);
  expect(await readFile(path, "utf8")).toBe(text);
  expect(await readdir(directory)).toEqual([`${tenant}.key`]);
});

test("a tenant without a file has no key, nor has one whose name leads elsewhere", async () => {
  const { keys } = await withKey("two");
  for (const other of ["00000000-0000-0000-0000-000000000002", `../two/${tenant}`]) {
    await expect(keys.wrap({ ...place, tenant: other }, Buffer.alloc(32))).rejects.toMatchObject({
      code: "tenant_key_missing",
    });
  }
});

test("a file or folder that others may read is refused, and a file that holds no key", async () => {
  const { directory, path, keys } = await withKey("three");
  const wrap = () => keys.wrap(place, Buffer.alloc(32));
  for (const [what, loose, tight] of [
    [path, 0o640, 0o600],
    [path, 0o604, 0o600],
    [directory, 0o750, 0o700],
  ] as const) {
    await chmod(what, loose);
    await expect(wrap()).rejects.toBeInstanceOf(KeyFileUnsafe);
    await chmod(what, tight);
  }
  await wrap();
  await writeFile(path, "short\n");
  await expect(wrap()).rejects.toMatchObject({ code: "key_file_unsafe" });
});
