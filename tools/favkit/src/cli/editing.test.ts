import { describe, expect, it } from "vitest";

import { item, memoryWorld, racingStore } from "../../test/memory-world.ts";

const docs = item("file:///Users/me/My%20Docs/");
const [A, B, C] = ["a", "b", "c"].map((name) => item(`file:///${name}/`));
const abc = [A, B, C].filter((each) => each !== undefined);

describe("remove, move, rename, hide, show, clear", () => {
  it("removes by name, path and uuid, all or none", async () => {
    const world = memoryWorld({ items: [...abc, docs] });
    expect((await world.run("remove", "a", "~/My Docs")).out).toBe(
      "removed My Docs -> /Users/me/My Docs\nremoved a -> /a\n",
    );
    const missing = await world.run("remove", "b", "zzz");
    expect(missing).toEqual({ code: 3, out: "", err: 'favkit: no item matches "zzz"\n' });
    expect((await world.run("remove", C?.uuid ?? "")).code).toBe(0);
    expect(await world.items()).toEqual([B]);
  });

  it("asks which one when two match, and takes all with --all", async () => {
    const twin = item("file:///other/b/");
    const world = memoryWorld({ items: [...abc, twin] });
    expect(await world.run("remove", "b")).toEqual({
      code: 5,
      out: "",
      err:
        'favkit: 2 items match "b"; name one by its uuid:\n' +
        `  1  ${B?.uuid}  "b"  /b\n` +
        `  3  ${twin.uuid}  "b"  /other/b\n`,
    });
    expect((await world.run("remove", "b", "b", "--all")).code).toBe(0);
    expect((await world.run("remove", "b", "--all")).code).toBe(3);
    expect((await world.items()).map(({ label }) => label)).toEqual(["a", "c"]);
  });

  it("moves", async () => {
    const world = memoryWorld({ items: abc });
    expect((await world.run("move", "c", "--first")).out).toBe("moved c -> /c (from 2 to 0)\n");
    expect(await world.run("move", "c", "--at", "0")).toEqual({
      code: 0,
      out: "",
      err: "favkit: nothing to do\n",
    });
    const nowhere = await world.run("move", "c");
    expect(nowhere.code).toBe(2);
    expect(nowhere.err).toContain("a place is missing");
    expect((await world.run("move", "c", "--at", "3")).code).toBe(2);
  });

  it("renames", async () => {
    const world = memoryWorld({ items: abc });
    expect((await world.run("rename", "b", "Bee")).out).toBe('renamed b -> /b (to "Bee")\n');
    expect((await world.items())[1]?.label).toBe("Bee");
    expect((await world.run("rename", "Bee", "")).code).toBe(2);
    expect((await world.run("rename", "Bee", "a\nb")).code).toBe(2);
    expect((await world.run("rename", "Bee")).err).toContain("an argument is missing");
    expect((await world.run("rename", "zzz", "x")).code).toBe(3);
  });

  it("hides and shows", async () => {
    const world = memoryWorld({ items: abc });
    expect((await world.run("hide", "a", "b")).out).toBe("hidden a -> /a\nhidden b -> /b\n");
    expect((await world.run("hide", "a", "--quiet")).err).toBe("");
    expect((await world.run("show", "b", "--quiet")).out).toBe("");
    expect((await world.items()).map(({ isVisible }) => isVisible)).toEqual([false, true, true]);
  });

  it("clears", async () => {
    const world = memoryWorld({ items: abc });
    expect((await world.run("clear")).code).toBe(0);
    expect(await world.items()).toEqual([]);
    expect((await world.run("clear")).err).toBe("favkit: nothing to do\n");
  });

  it("writes of other lists only what stays there", async () => {
    const world = memoryWorld({ paths: ["/new"] });
    expect(await world.run("add", "/new", "--list", "servers")).toEqual({
      code: 6,
      out: "",
      err: 'favkit: the list "servers" takes no add: it can only be read\n',
    });
    expect((await world.run("add", "/new", "--list", "volumes")).err).toContain(
      "only show and hide is possible",
    );
  });
});

describe("undo and history", () => {
  it("takes changes back one after the other", async () => {
    const world = memoryWorld({ items: abc });
    await world.run("move", "c", "--first");
    await world.run("rename", "a", "Ay");
    await world.run("hide", "b");
    await world.run("remove", "b");
    for (const command of ["remove", "hide", "rename", "move"]) {
      const { out } = await world.run("undo");
      expect(out).toContain(`undone: ${command} of 2026-01-02T03:04:05.678Z`);
    }
    expect(await world.items()).toEqual(abc);
    expect(await world.run("undo")).toEqual({
      code: 3,
      out: "",
      err: "favkit: no change of memory:favorites to undo\n",
    });
  });

  it("does not touch what somebody else has changed since", async () => {
    const world = memoryWorld({ items: abc });
    await world.run("remove", "b");
    const now = await world.store.read("favorites");
    await world.store.write("favorites", { ...now, items: [] }, now.seed);
    expect(await world.run("undo")).toEqual({
      code: 7,
      out: "",
      err:
        "favkit: memory:favorites was changed by something else since the last remove; " +
        "--force brings the state before it back nevertheless\n",
    });
    const forced = await world.run("undo", "--force");
    expect(forced.err).toBe("favkit: the backup of before the last remove is gone\n");
    expect(forced.code).toBe(3);
  });

  it("tells what happened", async () => {
    const world = memoryWorld({ items: abc });
    await world.run("move", "c", "--first");
    await world.run("rename", "a", "Ay");
    await world.run("hide", "b");
    await world.run("remove", "b");
    await world.run("undo", "--quiet");
    const time = "2026-01-02T03:04:05.678Z";
    expect((await world.run("history")).out).toBe(
      `${time} move\n  moved c -> /c (from 2 to 0)\n` +
        `${time} rename\n  renamed a -> /a (to "Ay")\n` +
        `${time} hide\n  hidden b -> /b\n` +
        `${time} remove\n  removed b -> /b\n` +
        `${time} undo of a change\n  restored 4 in place of 5\n`,
    );
    const { out } = await world.run("history", "--ndjson");
    expect(
      out
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line).command),
    ).toEqual(["move", "rename", "hide", "remove", "undo"]);
    expect(JSON.parse((await world.run("history", "--json")).out)).toHaveLength(5);
    expect((await world.run("history", "--json", "--ndjson")).code).toBe(2);
  });

  it("tells of changes that failed, and does not undo them", async () => {
    const paths = ["/new"];
    const world = memoryWorld({ store: racingStore(abc, 2), paths });
    await world.run("add", "/new");
    expect((await world.run("history")).out).toContain("add (nothing changed)");
    expect((await world.run("undo")).code).toBe(3);
  });
});
