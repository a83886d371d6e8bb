import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

import { beforeEach, describe, expect, it } from "vitest";

import { asOwnerOf } from "../src/adapters/file/as-owner.ts";
import { fileBackups } from "../src/adapters/file/file-backups.ts";
import { fileJournal } from "../src/adapters/file/journal/file-journal.ts";
import { replaceFile } from "../src/adapters/file/replace-file.ts";
import { seedOf } from "../src/adapters/file/stored-file.ts";

/** Nobody has this number. */
const UID = 54_321;
/** The account without rights, on Linux. */
const NOBODY = 65_534;
const clock = { now: () => new Date(0) };
const who = async () => process.geteuid?.();

/** A folder of root's with the home of somebody in it. */
async function stage() {
  const folder = await mkdtemp(join(tmpdir(), "favkit-owner-"));
  await chmod(folder, 0o711);
  const [home, roots] = [join(folder, "home"), join(folder, "roots")];
  await mkdir(home);
  await mkdir(roots);
  await chmod(roots, 0o755);
  await chown(home, UID, UID);
  return {
    home,
    roots,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

describe("what root writes", () => {
  beforeEach((context) => {
    context.skip(process.getuid?.() !== 0, "only root can be somebody else");
  });

  it("below somebody's home is written as that somebody, and only that", async () => {
    await using at = await stage();
    const below = join(at.home, "a/b/c");
    const seen = await asOwnerOf(below, async (asSelf) => [await who(), await asSelf(who)]);
    expect(seen).toEqual([UID, 0]);
    expect(await who()).toBe(0);
    const failing = asOwnerOf(below, () => Promise.reject(new RangeError("no")));
    await expect(failing).rejects.toThrow("no");
    expect([await who(), process.getegid?.()]).toEqual([0, 0]);
  });

  it("takes no group of root's, and those of the account where there is one", async () => {
    await using at = await stage();
    await chown(at.home, UID, 0);
    const groups = async () => [
      ...new Set([process.getegid?.(), ...(process.getgroups?.() ?? [])]),
    ];
    expect(await asOwnerOf(join(at.home, "a"), groups)).toEqual([UID]);
    const { username, gid } = userInfo();
    expect(username).toBe("root");
    expect(await groups()).toContain(gid);
    await chown(at.home, NOBODY, 0);
    expect(await asOwnerOf(join(at.home, "a"), groups)).not.toContain(0);
  });

  it("is written one after the other, each as who it should", async () => {
    await using at = await stage();
    const slow = async () => {
      await new Promise(setImmediate);
      return who();
    };
    const [mine, theirs] = [join(at.roots, "a"), join(at.home, "a")];
    const seen = await Promise.all(
      [theirs, mine, theirs, mine].map((path) => asOwnerOf(path, slow)),
    );
    expect(seen).toEqual([UID, 0, UID, 0]);
    const nested = await asOwnerOf(theirs, (asSelf) => asSelf(() => asOwnerOf(mine, slow)));
    expect(nested).toBe(0);
  });

  it.each([
    ["a link and back", "link/../x"],
    ["a link whose target goes back", "back/x"],
    ["what is not there yet", "none/../link/../x"],
  ])("is judged as the file system goes: by %s", async (_name, way) => {
    await using at = await stage();
    await mkdir(join(at.home, "data"));
    await symlink(join(at.home, "data"), join(at.roots, "link"));
    await symlink("link/..", join(at.roots, "back"));
    expect(await asOwnerOf(`${at.roots}/${way}`, who)).toBe(UID);
  });

  it("in root's own folder is root's, whoever a file in it belongs to", async () => {
    await using at = await stage();
    const file = join(at.roots, "list");
    expect(await asOwnerOf(file, who)).toBe(0);
    await writeFile(file, "old", { mode: 0o640 });
    await chown(file, UID, UID);
    expect(await asOwnerOf(file, who)).toBe(0);
    await replaceFile({
      path: file,
      expectedSeed: seedOf(Buffer.from("old")),
      change: async () => Buffer.from("new"),
      keep: async () => undefined,
    });
    expect(await stat(file)).toMatchObject({ uid: UID, gid: UID, mode: 0o100640 });
  });

  it("by a link of root's to somebody's home is written as that somebody", async () => {
    await using at = await stage();
    await symlink("../home", join(at.roots, "link"));
    expect(await asOwnerOf(join(at.roots, "link/a"), who)).toBe(UID);
  });

  it.each(["link", "link/deeper"])("is not led astray by a link of theirs: %s", async (name) => {
    await using at = await stage();
    const link = join(at.home, "link");
    await symlink(at.roots, link);
    const place = join(at.home, name);
    const refused = { code: "permission_denied" };
    await expect(fileBackups(place, clock).keep("/list", Buffer.from("x"))).rejects.toMatchObject(
      refused,
    );
    await expect(
      fileJournal(join(place, "journal")).end("1", { after: "", where: "" }),
    ).rejects.toMatchObject(refused);
    expect(await readdir(at.roots)).toEqual([]);
  });

  it("does not follow a list of theirs that is a link to a file of root's", async () => {
    await using at = await stage();
    const secret = join(at.roots, "secret");
    await writeFile(secret, "old", { mode: 0o644 });
    const list = join(at.home, "list");
    await symlink(secret, list);
    const replacing = replaceFile({
      path: list,
      expectedSeed: seedOf(Buffer.from("old")),
      change: async () => Buffer.from("new"),
      keep: async () => undefined,
    });
    await expect(replacing).rejects.toMatchObject({
      code: "permission_denied",
      message: `${list}: root writes there as uid ${UID}, who owns a folder on the way, and who may not`,
    });
    expect(await readFile(secret, "utf8")).toBe("old");
  });
});
