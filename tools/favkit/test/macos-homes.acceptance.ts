import { chmod, chown, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

import { openBench, sha256 } from "./favkit-process.ts";
import { FAVOURITES, LIST } from "./list-bench.ts";

const AS_MACOS = fileURLToPath(new URL("as-macos.ts", import.meta.url));
const LISTS = "Library/Application Support/com.apple.sharedfilelist";
const STATE = "Library/Application Support/favkit";
/** Nobody has this number; nobody's lists are theirs. */
const UID = 54_321;

/** The program on what it takes for macOS, with a home and the lists of that home. */
async function onMacos(version: string, hasList = true) {
  const bench = await openBench();
  const lists = bench.path("home", LISTS);
  await mkdir(lists, { recursive: true });
  const list = join(lists, LIST);
  if (hasList) await writeFile(list, FAVOURITES);
  const env = { FAVKIT_TEST_MACOS: version, FAVKIT_TEST_STARTED: bench.path("started") };
  return {
    ...bench,
    lists,
    list,
    run: (...argv: readonly string[]) => bench.start({ import: AS_MACOS, env }, ...argv).outcome,
    runAs: (uid: number, home: string, ...argv: readonly string[]) => {
      // Coverage goes to a folder that is not theirs.
      const theirs = { ...env, FAVKIT_HOME: home, NODE_V8_COVERAGE: "" };
      const options = { import: AS_MACOS, uid, env: theirs };
      return bench.start(options, ...argv).outcome;
    },
    started: () => readFile(bench.path("started"), "utf8").catch(() => ""),
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
}

describe("macOS of a version", () => {
  it.each([
    ["27.0", "macOS 27.0 is none that this version of favkit knows"],
    ["10.10.5", "macOS 10.10.5 is none that this version of favkit knows"],
    ["-", "macOS of an unknown version is none that this version of favkit knows"],
  ])(
    "that is not known (%s): lists are read, and written by --force only",
    async (version, words) => {
      await using bench = await onMacos(version);
      const before = await sha256(bench.list);
      const listed = await bench.run("list", "--backend", "file");
      expect(listed).toMatchObject({ code: 0, err: "" });
      expect(listed.out).toContain("Desktop -> ");
      const refused = await bench.run("clear", "--backend", "file");
      expect(refused).toMatchObject({ code: 6, out: "" });
      expect(refused.err).toBe(`favkit: ${bench.list}: ${words}; --force writes it anyway\n`);
      expect(await sha256(bench.list)).toBe(before);
      expect(await bench.started()).toBe("");
      const doctor = await bench.run("doctor", "--backend", "file");
      expect(doctor.code).toBe(0);
      expect(doctor.out).toContain(`warning  system: ${words}; writing needs --force\n`);
      const forced = await bench.run("clear", "--backend", "file", "--force");
      expect(forced).toMatchObject({ code: 0, err: "" });
      expect(await bench.started()).toBe("/usr/bin/killall sharedfilelistd\n");
    },
  );

  it.each([
    ["26.1", "sfl4"],
    ["15.6", "sfl3"],
    ["12.7", "sfl2"],
    ["10.13.6", "sfl2"],
  ])("%s gets a new list as .%s", async (version, suffix) => {
    await using bench = await onMacos(version, false);
    expect(await bench.run("add", "/", "--backend", "file")).toMatchObject({ code: 0, err: "" });
    const names = await readdir(bench.lists);
    expect(names).toEqual([`com.apple.LSSharedFileList.FavoriteItems.${suffix}`]);
    expect((await bench.run("list", "--backend", "file")).out).toBe("/ -> /\n");
    const doctor = await bench.run("doctor", "--backend", "file");
    expect(doctor.out).toContain(`ok       system: macOS ${version}\n`);
  });
});

describe("somebody else's lists", () => {
  it("of a name that is none, or of nobody, are refused, and nothing is made", async () => {
    await using bench = await onMacos("26.1");
    const odd = await bench.run("add", "/", "--user", "../somebody");
    expect(odd).toMatchObject({ code: 2, out: "" });
    expect(odd.err).toContain('favkit: --user "../somebody" is no user name\nusage: favkit add');
    const nobody = `favkit-nobody-${process.pid}`;
    for (const words of [["list"], ["add", "/"], ["doctor"]]) {
      const answer = await bench.run(...words, "--user", nobody);
      const err = `favkit: there is no home folder "/Users/${nobody}"\n`;
      expect(answer).toEqual({ code: 3, out: "", err });
    }
    await expect(stat(`/Users/${nobody}`)).rejects.toMatchObject({ code: "ENOENT" });
    const missing = await bench.run("add", "/", "--home", "nowhere");
    expect(missing).toMatchObject({ code: 3, out: "" });
    expect(await readdir(bench.folder)).not.toContain("nowhere");
    const both = await bench.run("list", "--user", "a", "--home", "b");
    expect(both).toMatchObject({ code: 2, out: "" });
    const api = await bench.run("list", "--home", "home", "--backend", "api");
    expect(api).toMatchObject({ code: 2, out: "" });
  });

  it("are read and written by the name of the user, and stay theirs", async (context) => {
    context.skip(process.getuid?.() !== 0, "only root makes homes and gives files away");
    const user = `favkit-user-${process.pid}`;
    const home = `/Users/${user}`;
    const isNew = await mkdir("/Users").then(
      () => true,
      () => false,
    );
    await mkdir(home);
    await using bench = await onMacos("26.1");
    try {
      await chown(home, UID, UID);
      const argv = ["--user", user] as const;
      expect(await bench.run("list", ...argv)).toEqual({ code: 0, out: "", err: "" });
      const added = await bench.run("add", "/usr", "~", ...argv, "--force");
      expect(added).toMatchObject({ code: 0, err: "" });
      expect((await bench.run("rename", "usr", "Work", ...argv)).code).toBe(0);
      expect((await bench.run("backup", `${home}/copies`, ...argv)).code).toBe(0);
      expect((await bench.run("list", ...argv)).out).toBe(`Work -> /usr\n${user} -> ${home}\n`);
      const made = await readdir(home, { recursive: true });
      expect(made).toEqual(expect.arrayContaining([join(LISTS, LIST), join(STATE, "backups")]));
      for (const name of made) {
        const { uid, gid } = await stat(join(home, name));
        expect({ name, uid, gid }).toEqual({ name, uid: UID, gid: UID });
      }
      // One's own lists are not touched.
      expect((await readFile(bench.list)).equals(FAVOURITES)).toBe(true);
      // The user goes on where the administrator stopped.
      await chmod(bench.folder, 0o777);
      await writeFile(bench.path("started"), "");
      await chmod(bench.path("started"), 0o666);
      const own = await bench.runAs(UID, home, "undo", "--backend", "file");
      context.skip(/EACCES|MODULE_NOT_FOUND/.test(own.err), "others cannot read this repository");
      expect(own).toMatchObject({ code: 0, err: "" });
      expect(own.out).toContain("undone: rename of ");
    } finally {
      await rm(isNew ? "/Users" : home, { recursive: true });
    }
  });
});
