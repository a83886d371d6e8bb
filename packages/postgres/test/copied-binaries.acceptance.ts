import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, test } from "vitest";

import { findBinaries, program } from "../src/embedded/binaries.ts";
import { copyBinaries } from "../src/embedded/copy-binaries.ts";
import { NoBinaryForPlatform } from "../src/embedded/no-binary-for-platform.ts";
import { runsAs } from "../src/embedded/runs-as.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test("the programs are copied once, run from there, and are copied again when somebody tidied them away", async () => {
  await using folder = await temporaryFolder();
  const installed = await findBinaries(process);
  const copy = await copyBinaries(installed, folder.path, undefined);
  expect(copy.label).toBe(installed.label);
  expect(await runsAs(copy, undefined)).toBe(true);
  const { ino } = await stat(copy.root);

  await copyBinaries(installed, folder.path, undefined);
  expect((await stat(copy.root)).ino).toBe(ino);

  await rm(program(copy, "postgres"));
  await copyBinaries(installed, folder.path, undefined);
  expect(await runsAs(copy, undefined)).toBe(true);
  // Neither a half copy nor the old one is left behind.
  expect(await readdir(folder.path)).toEqual([`postgres-${installed.label}`]);
});

test("programs that do not run even as a copy are none for this platform", async () => {
  await using folder = await temporaryFolder();
  const broken = { root: join(folder.path, "native"), label: "broken" };
  await mkdir(join(broken.root, "bin"), { recursive: true });
  await writeFile(join(broken.root, "pg-symlinks.json"), "{}");
  await writeFile(program(broken, "postgres"), "no program");
  const into = join(folder.path, "copies");
  await mkdir(into);
  await expect(copyBinaries(broken, into, undefined)).rejects.toThrow(NoBinaryForPlatform);
});
