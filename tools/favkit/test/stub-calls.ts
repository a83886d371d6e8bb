/** Lists by the stub of the C API as often as told and prints what is left over: `stub-calls.ts LIBRARY TIMES`. */
import koffi from "koffi";

import { lsApiStore } from "../src/adapters/ls-api/ls-api-store.ts";
import { openLibrary } from "../src/adapters/ls-api/open-library.ts";
import { sharedFileList } from "../src/adapters/ls-api/shared-file-list.ts";

const WARM_UP = 1000;
const MEGABYTE = 1_048_576;

const [, , path = "", times = "1"] = process.argv;
const store = lsApiStore(sharedFileList(await openLibrary(path)));
const library = koffi.load(path);
const count = (name: string) => Number(library.func(`favkit_stub_${name}`, "uint32_t", [])());

async function read(calls: number): Promise<number> {
  for (let at = 0; at < calls; at += 1) await store.read("favorites");
  globalThis.gc?.();
  return process.memoryUsage.rss();
}

const residentBefore = await read(WARM_UP);
const residentAfter = await read(Number(times));
const counts = {
  calls: count("calls") - WARM_UP,
  live: count("live"),
  overReleases: count("over_releases"),
  wrongFlags: count("wrong_flags"),
  growthMb: (residentAfter - residentBefore) / MEGABYTE,
};
process.stdout.write(JSON.stringify(counts));
