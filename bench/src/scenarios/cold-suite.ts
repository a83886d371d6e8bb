import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const ROOT = join(import.meta.dirname, "../../..");
const VITEST = join(
  dirname(createRequire(import.meta.url).resolve("vitest/package.json")),
  "vitest.mjs",
);
const run = promisify(execFile);

/** Milliseconds from the start of a process to the end of the unit tests of some folders. Throws when one fails. */
export function suiteMs(...folders: readonly string[]): Promise<number> {
  return runMs("run", "--configLoader=native", "--project=unit", ...folders);
}

/** The same with one file whose one test does nothing, in a place without a configuration. */
export async function emptySuiteMs(): Promise<number> {
  const folder = join(ROOT, ".vitest");
  await mkdir(folder, { recursive: true });
  const place = await mkdtemp(join(folder, "empty-"));
  try {
    const text = 'import { it } from "vitest";\n\nit("does nothing", () => undefined);\n';
    await writeFile(join(place, "empty.test.ts"), text);
    return await runMs("run", "--root", place, "--pool=threads", "--no-isolate");
  } finally {
    await rm(place, { recursive: true });
  }
}

async function runMs(...words: readonly string[]): Promise<number> {
  const startMs = performance.now();
  await run(process.execPath, [VITEST, ...words], { cwd: ROOT, maxBuffer: BUFFER_BYTES });
  return performance.now() - startMs;
}

/** Names of some thousand tests. */
const BUFFER_BYTES = 64 * 1024 * 1024;
