import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const SOURCE = new URL("./stub/shared-file-list.c", import.meta.url).pathname;

/** Why the stub of the C API cannot be built here; undefined where it can. */
export async function noCompiler(): Promise<string | undefined> {
  for (const folder of (process.env["PATH"] ?? "").split(":")) {
    const found = await access(join(folder, "cc")).then(
      () => true,
      () => false,
    );
    if (found) return undefined;
  }
  return "there is no C compiler (cc) on the path, and the stub of the C API is compiled by the test";
}

/** Compiles the stub of the C API into a folder and gives its path. */
export async function buildStub(folder: string): Promise<string> {
  const library = join(folder, "shared-file-list.so");
  const flags = ["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC"];
  await promisify(execFile)("cc", [...flags, "-o", library, SOURCE]);
  return library;
}
