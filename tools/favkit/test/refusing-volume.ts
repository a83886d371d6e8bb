// Loaded before the program: whatever would change something below a folder fails, as on a volume that is full or may
// not be written. The environment names the folder and the error's code.
import fs, { type FileHandle } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

const { FAVKIT_TEST_VOLUME: volume = "", FAVKIT_TEST_CODE: code = "" } = process.env;
const isFull = code === "ENOSPC" || code === "EDQUOT";

function refuse(name: string): never {
  throw Object.assign(new TypeError(`${code}: ${name}`), { code, syscall: name });
}

const isBelow = (path: unknown) => String(path).startsWith(volume);

/** Replaces a method by one that may refuse, and otherwise does what it did. */
function wrap(
  owner: object,
  name: string,
  mayRefuse: (words: readonly unknown[]) => boolean,
): void {
  const method: unknown = Reflect.get(owner, name);
  if (typeof method !== "function") throw new RangeError(`no method ${name}`);
  Reflect.set(owner, name, async function refusing(this: unknown, ...words: unknown[]) {
    if (mayRefuse(words)) refuse(name);
    return Reflect.apply(method, this, words);
  });
}

if (isFull) {
  // Names are taken, bytes are not.
  const { open, writeFile } = fs;
  fs.open = async (...words: Parameters<typeof open>) => {
    const handle: FileHandle = await open(...words);
    if (isBelow(words[0]))
      for (const name of ["write", "writeFile"]) wrap(handle, name, () => true);
    return handle;
  };
  fs.writeFile = async (...words: Parameters<typeof writeFile>) => {
    if (!isBelow(words[0])) return writeFile(...words);
    await writeFile(words[0], "");
    return refuse("writeFile");
  };
} else {
  for (const name of ["chmod", "mkdir", "rename", "rm", "writeFile"]) {
    wrap(fs, name, ([path]) => isBelow(path));
  }
  wrap(fs, "open", ([path, flags]) => isBelow(path) && flags !== "r");
}
syncBuiltinESMExports();
