// A process that adds a favourite and dies by SIGKILL, or fails, at the n-th call into the file system.
// Words: the file, the folder of backups, what happens ("kill" or an error's code), at which call (counted from 1).
import fs, { open } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

const [file = "", backupFolder = "", what = "", call = ""] = process.argv.slice(2);
let callsLeft = Number(call);

/** Counts a call; the last one does not happen, or happens and is the last thing that does. */
function count(name: string): void {
  callsLeft -= 1;
  if (callsLeft !== 0) return;
  if (what === "kill") process.kill(process.pid, "SIGKILL");
  throw Object.assign(new TypeError(`${what}: ${name}`), { code: what, syscall: name });
}

/** Replaces a method by one that counts, then does what it did. */
function wrap(owner: object, name: string): void {
  const method: unknown = Reflect.get(owner, name);
  if (typeof method !== "function") throw new RangeError(`no method ${name}`);
  Reflect.set(owner, name, async function counted(this: unknown, ...words: unknown[]) {
    count(name);
    return Reflect.apply(method, this, words);
  });
}

const { sflFileStore } = await import("../src/adapters/file/sfl-file-store.ts");
const { fileBackups } = await import("../src/adapters/file/file-backups.ts");
const { pureBookmarks } = await import("../src/adapters/pure-bookmarks.ts");

const store = sflFileStore({
  place: { file },
  bookmarks: pureBookmarks("macos26"),
  backups: fileBackups(backupFolder, { now: () => new Date(1_790_000_000_000) }),
});
const before = await store.read("favorites");

await using handle = await open(process.execPath);
const handles: unknown = Object.getPrototypeOf(handle);
if (typeof handles !== "object" || handles === null)
  throw new RangeError("file handles have a prototype");
for (const name of ["chmod", "writeFile", "sync"]) wrap(handles, name);
for (const name of ["mkdir", "open", "rename", "rm", "writeFile"]) wrap(fs, name);
syncBuiltinESMExports();

const item = {
  uuid: "FEEDFACE-0000-4000-8000-000000000001",
  target: { kind: "folder", path: "/Users/somebody/New" },
  label: "New",
  isVisible: true,
  isResolved: true,
} as const;
try {
  await store.write("favorites", { ...before, items: [...before.items, item] }, before.seed);
  process.stdout.write(`done, ${callsLeft} left\n`);
} catch (error) {
  const isTyped = error instanceof Error && error.name === "FavkitError" && "code" in error;
  process.stdout.write(isTyped ? `${String(error.code)}\n` : `${String(error)}\n`);
}
