import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe } from "vitest";

import { fileBackups } from "../src/adapters/file/file-backups.ts";
import { sflFileStore } from "../src/adapters/file/sfl-file-store.ts";
import { pureBookmarks } from "../src/adapters/pure-bookmarks.ts";
import { describeListStore } from "./list-store-contract.ts";

describe.each(["sfl2", "sfl3", "sfl4"])("the store of files, on a new .%s", (suffix) => {
  let folder = "";
  let stores = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "favkit-store-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  describeListStore(async () => {
    stores += 1;
    return sflFileStore({
      place: { file: join(folder, `${stores}.${suffix}`) },
      bookmarks: pureBookmarks(suffix === "sfl4" ? "macos26" : "macos12"),
      backups: fileBackups(join(folder, "backups"), { now: () => new Date(0) }),
    });
  });
});
