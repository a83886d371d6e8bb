import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { startBank, type RunningBank } from "@holdfast/standin-bank";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { runProgram } from "./run-program.ts";

const ROOM = join(import.meta.dirname, "..");
/** Where the README says the bank is. */
const WRITTEN = "http://127.0.0.1:9003";
const SCENARIO =
  /^### (?<title>.+)\n[^#]*?```ts\n(?<code>[\s\S]*?)```\n\n```text\n(?<output>[\s\S]*?)```/gmu;

const readme = await readFile(join(ROOM, "README.md"), "utf8");
const scenarios = Array.from(readme.matchAll(SCENARIO), ({ groups = {} }) => ({
  title: groups["title"] ?? "",
  code: groups["code"] ?? "",
  output: groups["output"] ?? "",
}));

/** The scenarios of the README, one after the other against one bank that was empty at first. */
describe("the README", () => {
  let running: RunningBank;
  let folder = "";
  beforeAll(async () => {
    running = await startBank({ clock: () => Date.UTC(2026, 10, 26, 9, 30) });
    // Below the workspace, so that the names of packages mean the same as to the reader.
    await mkdir(join(ROOM, ".vitest"), { recursive: true });
    folder = await mkdtemp(join(ROOM, ".vitest", "readme-"));
  });
  afterAll(async () => {
    await running[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  it("tells at least create, fetch, delete, a page and all pages", () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(5);
    const told = scenarios.map(({ title }) => title.toLowerCase()).join("; ");
    for (const word of ["create", "fetch", "delete", "list a page", "walk all pages"]) {
      expect(told).toContain(word);
    }
  });

  it.each(scenarios)("$title", async ({ title, code, output }) => {
    expect(code).toContain(WRITTEN);
    const file = join(folder, `${scenarios.findIndex((each) => each.title === title)}.ts`);
    await writeFile(file, code.replaceAll(WRITTEN, running.url));
    const { out, err, code: exit } = await runProgram([file]);
    expect({ out, err, exit }).toEqual({ out: output, err: "", exit: 0 });
  });
});
