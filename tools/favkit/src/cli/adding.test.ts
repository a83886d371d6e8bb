import { describe, expect, it } from "vitest";

import { item, memoryWorld, racingStore } from "../../test/memory-world.ts";

const RECENTS =
  "file:///System/Library/CoreServices/Finder.app/Contents/Resources/MyLibraries/myDocuments.cannedSearch/";
const [A, B, C] = ["a", "b", "c"].map((name) => item(`file:///${name}/`));
const abc = [A, B, C].filter((each) => each !== undefined);

describe("add", () => {
  const paths = ["/new", "/other", "/Users/me/here/near", "/Users/me/x.txt", "/real"];
  const links = { "/link": "/real" };

  it.each([
    [[], "a b c new"],
    [["--first"], "new a b c"],
    [["--last"], "a b c new"],
    [["--at", "1"], "a new b c"],
    [["--before", "b"], "a new b c"],
    [["--after", "/b"], "a b new c"],
  ])("%s puts the item where it is asked", async (place, order) => {
    const world = memoryWorld({ items: abc, paths });
    expect((await world.run("add", "/new", ...place)).code).toBe(0);
    expect((await world.items()).map(({ label }) => label).join(" ")).toBe(order);
  });

  it("keeps the order of several, and tells what it did", async () => {
    const world = memoryWorld({ items: abc, paths });
    expect(await world.run("add", "/new", "smb://nas/x", "/other", "--first")).toEqual({
      code: 0,
      out: "added new -> /new (at 0)\nadded nas -> smb://nas/x (at 1)\nadded other -> /other (at 2)\n",
      err: "",
    });
  });

  it("leaves what is there, and says so unless told not to", async () => {
    const world = memoryWorld({ items: abc, paths: [...paths, "/A"] });
    const note = "favkit: a -> /a is in the list already, at 0\n";
    expect(await world.run("add", "/A/", "--last")).toEqual({ code: 0, out: "", err: note });
    expect(await world.run("add", "/A", "--quiet")).toEqual({ code: 0, out: "", err: "" });
    expect(await world.run("add", "/A", "--if-missing")).toEqual({ code: 0, out: "", err: "" });
    expect((await world.items()).length).toBe(3);
  });

  it("resolves relative paths, ~, .. and links", async () => {
    const world = memoryWorld({ paths, links });
    await world.run("add", "near", "../x.txt", "~/here/../here/near/");
    await world.run("add", "/link");
    await world.run("add", "/link", "--real");
    expect((await world.items()).map(({ target }) => target)).toEqual([
      { kind: "folder", path: "/Users/me/here/near" },
      { kind: "file", path: "/Users/me/x.txt" },
      { kind: "folder", path: "/link" },
      { kind: "folder", path: "/real" },
    ]);
  });

  it("takes a name", async () => {
    const world = memoryWorld({ paths });
    expect((await world.run("add", "/new", "--name", "Neu")).out).toBe(
      "added Neu -> /new (at 0)\n",
    );
    expect((await world.run("add", "/new", "/other", "--name", "x")).code).toBe(2);
  });

  it("refuses a path that does not exist, unless forced", async () => {
    const world = memoryWorld();
    expect(await world.run("add", "/none")).toEqual({
      code: 3,
      out: "",
      err: 'favkit: "/none" does not exist; --force adds it nevertheless\n',
    });
    expect((await world.run("add", "/none", "--force")).code).toBe(0);
    expect((await world.run("add", RECENTS, "nwnode://domain-AirDrop", "/Applications")).code).toBe(
      0,
    );
    expect((await world.items()).length).toBe(4);
  });

  it.each([
    ["http://example.com", /no address for a list/],
    ["javascript:alert(1)", /no address for a list/],
    ["smb://", /names no place/],
    ["", /empty path/],
    ["/a\u0007b", /"\/a\\x07b" holds a control character/],
    ["file:///a%00", /control character/],
  ])("refuses %j", async (place, reason) => {
    const world = memoryWorld({ paths });
    const { code, err } = await world.run("add", place);
    expect(code).toBe(2);
    expect(err).toMatch(reason);
    expect(err).toContain("usage: favkit add <path|url>…");
  });

  it.each([
    [["--at", "4"], "--at 4 is outside of the list: 0 to 3 is possible"],
    [["--at", "1.5"], '--at "1.5" is no whole number'],
    [["--at", "-1"], "--at"],
    [["--first", "--last"], "exclude each other"],
    [["--name", "a\u001bb"], "holds a control character"],
  ])("refuses %j", async (options, reason) => {
    const { code, err } = await memoryWorld({ items: abc, paths }).run("add", "/new", ...options);
    expect(code).toBe(2);
    expect(err).toContain(reason);
  });

  it("refuses a neighbour that is not there", async () => {
    const world = memoryWorld({ items: abc, paths });
    expect((await world.run("add", "/new", "--before", "zzz")).code).toBe(3);
  });

  it("decides anew when the list changes under it, once", async () => {
    const once = memoryWorld({ store: racingStore(abc, 1), paths });
    expect((await once.run("add", "/new", "--last")).out).toBe("added new -> /new (at 4)\n");
    const always = memoryWorld({ store: racingStore(abc, 9), paths });
    const answer = await always.run("add", "/new");
    expect(answer).toEqual({
      code: 7,
      out: "",
      err: 'favkit: the list "favorites" changed meanwhile\n',
    });
    expect((await always.items()).map(({ label }) => label)).not.toContain("new");
  });
});
