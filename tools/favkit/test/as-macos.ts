// Loaded before the program, which then takes this system for macOS of a version that the environment names ("-": one
// that cannot be read). Programs of the system are not started: what would have been is written down in a file.
import childProcess from "node:child_process";
import { appendFileSync } from "node:fs";
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

const { FAVKIT_TEST_MACOS: version = "", FAVKIT_TEST_STARTED: started = "" } = process.env;
const VERSION_FILE = "/System/Library/CoreServices/SystemVersion.plist";

Object.defineProperty(process, "platform", { value: "darwin" });
const { readFile } = fs;
Reflect.set(fs, "readFile", async (...words: Parameters<typeof readFile>) => {
  if (words[0] !== VERSION_FILE) return readFile(...words);
  if (version === "-") throw new RangeError("no version");
  return `<dict><key>ProductVersion</key><string>${version}</string></dict>`;
});
Reflect.set(childProcess, "execFile", (...words: readonly unknown[]) => {
  const [program, rest, , done] = words;
  appendFileSync(started, `${[program, rest].flat().join(" ")}\n`);
  if (typeof done === "function") done(null, "", "");
});
syncBuiltinESMExports();
