import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { openSurroundings, startPayments } from "./start-payments.ts";

const ROOM = join(import.meta.dirname, "..");
/** Where the README says the service is. */
const WRITTEN = "http://localhost:8082";
const EXAMPLE = /```ts\n(?<code>[\s\S]*?)```\n\n```text\n(?<output>[\s\S]*?)```/u;
const run = promisify(execFile);

test("the README's client does what it is said to do", async () => {
  await using surroundings = await openSurroundings();
  await using payments = await startPayments(surroundings);
  const { token } = await payments.caller();
  const readme = await readFile(join(ROOM, "README.md"), "utf8");
  const { code = "", output = "" } = EXAMPLE.exec(readme)?.groups ?? {};
  expect(code).toContain(WRITTEN);
  // Below the workspace, so that the names of packages mean the same as to the reader.
  await mkdir(join(ROOM, ".vitest"), { recursive: true });
  const folder = await mkdtemp(join(ROOM, ".vitest", "readme-"));
  try {
    const file = join(folder, "client.ts");
    await writeFile(file, code.replaceAll(WRITTEN, payments.url));
    const said = await run(process.execPath, [file], {
      env: { TOKEN: token },
      timeout: 50_000,
    });
    expect(said).toEqual({ stdout: output, stderr: "" });
  } finally {
    await rm(folder, { recursive: true });
  }
});
