import { mkdir, readFile, rm, watch, writeFile } from "node:fs/promises";

import { describe, expect, it } from "vitest";

import { LIST, withList } from "./list-bench.ts";
import { FILES } from "./written/sfl-bytes.ts";

describe("changes that were cut short, and changes by others", () => {
  it("a change that was never told to have ended is undone from its backup", async () => {
    await using bench = await withList();
    const before = await bench.hash();
    await bench.run("clear");
    const journal = bench.path("state/favkit/journal.ndjson");
    const [begun = ""] = (await readFile(journal, "utf8")).split("\n");
    await writeFile(journal, `${begun}\n{"type":"ListCha`);
    const history = await bench.run("history");
    expect(history.out).toContain("clear (cut short)\n");
    expect(history.err).toBe("favkit: 1 lines of the journal cannot be read\n");
    expect((await bench.run("undo")).code).toBe(0);
    expect(await bench.hash()).toBe(before);
  });

  it("a change that was cut short before it happened is none", async () => {
    await using bench = await withList();
    const before = await bench.hash();
    await bench.run("rename", "Desktop", "Desk");
    await bench.run("undo");
    const journal = bench.path("state/favkit/journal.ndjson");
    const [begun = ""] = (await readFile(journal, "utf8")).split("\n");
    await writeFile(journal, `${begun}\n`);
    expect((await bench.run("undo")).code).toBe(3);
    expect(await bench.hash()).toBe(before);
  });

  it("what something else changed since is not undone, but by force", async () => {
    await using bench = await withList();
    const before = await bench.hash();
    await bench.run("rename", "Desktop", "Desk");
    await writeFile(bench.path(LIST), FILES["no items"] ?? "");
    const refused = await bench.run("undo");
    expect([refused.code, refused.out]).toEqual([7, ""]);
    expect(refused.err).toContain("was changed by something else since the last rename");
    expect((await bench.run("undo", "--force")).code).toBe(0);
    expect(await bench.hash()).toBe(before);
  });

  it("SIGKILL in the middle leaves the old or the new list, and undo brings the old one back", async () => {
    await using bench = await withList();
    const before = await bench.hash();
    await bench.run("clear");
    const after = await bench.hash();
    await bench.run("undo");
    for (const wait of ["journal.ndjson", "backups"]) {
      const state = bench.path("state/favkit");
      await rm(state, { recursive: true });
      await mkdir(state);
      const { child, outcome } = bench.start({}, "clear");
      for await (const { filename } of watch(state)) if (filename === wait) break;
      child.kill("SIGKILL");
      await outcome;
      const found = await bench.hash();
      expect([before, after]).toContain(found);
      const undone = await bench.run("undo");
      expect(undone.code).toBe(found === before ? 3 : 0);
      expect(await bench.hash()).toBe(before);
    }
  });

  it("many at once lose nothing: each succeeds, or says that it did not", async () => {
    await using bench = await withList(FILES["no items"]);
    const names = Array.from({ length: 4 }, (_, at) => `d${at}`);
    await Promise.all(names.map((name) => mkdir(bench.path(name))));
    const answers = await Promise.all(names.map((name) => bench.start({}, "add", name).outcome));
    const { out } = await bench.run("list", "--plain");
    const listed = names.filter((name) => out.includes(`${name}\t`));
    expect(answers.every(({ code }) => code === 0 || code === 7)).toBe(true);
    expect(listed).toEqual(names.filter((_, at) => answers[at]?.code === 0));
  });
});
