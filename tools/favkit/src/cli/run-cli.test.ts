import { describe, expect, it } from "vitest";

import { memoryWorld } from "../../test/memory-world.ts";
import { COMMANDS } from "./commands.ts";

describe("help and mistakes", () => {
  it("has a help text for everything", async () => {
    const world = memoryWorld();
    const general = await world.run("--help");
    expect(general.code).toBe(0);
    expect(await world.run("-h")).toEqual(general);
    for (const [name, { summary }] of COMMANDS) {
      expect(general.out).toContain(`  ${name.padEnd(7)}  ${summary}\n`);
      const { code, out, err } = await world.run(name, "--help");
      expect([code, err]).toEqual([0, ""]);
      expect(out).toContain(`usage: favkit ${name}`);
      expect(out).toContain("Examples:");
      expect(out).toContain("Exit codes:");
    }
  });

  it("tells its version", async () => {
    expect((await memoryWorld().run("--version")).out).toBe("favkit 1.2.3\n");
  });

  it.each([
    [["frob"], 'unknown command "frob"'],
    [["frob\u001b[0m"], 'unknown command "frob\\x1b[0m"'],
    [["frob", "--help"], "unknown command"],
    [["list", "--frob"], "Unknown option '--frob'"],
    [["list", "--first"], "--first is no option of this command"],
    [["list", "--list"], "'--list <value>' argument missing"],
    [["list", "--list", "volumes", "--list", "tags"], "--list is given twice"],
    [["list", "--backend", "x"], '--backend "x": auto, api and file are possible'],
    [["list", "--file", ""], "--file is empty"],
    [["list", "--home", "/a", "--user", "b"], "--home and --user"],
    [["list", "--file", "/a", "--backend", "api"], "--file needs no API"],
    [["add"], "an argument is missing"],
    [["list", "--all=yes"], "does not take an argument"],
  ])("%j is a mistake", async (argv, reason) => {
    const { code, out, err } = await memoryWorld().run(...argv);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(reason);
    expect(err).toMatch(/\nusage: favkit .*\n$/);
  });

  it("tells where the list is when asked", async () => {
    const { err } = await memoryWorld().run("list", "--verbose");
    expect(err).toBe("favkit: file back end, memory:favorites\n");
  });

  it("has no daemon and no files in memory", async () => {
    const world = memoryWorld({ files: { "/f": "x" } });
    expect((await world.run("reload")).code).toBe(6);
    expect((await world.run("backup")).code).toBe(6);
    expect((await world.run("restore", "/f")).code).toBe(6);
  });
});
