import { describe, expect, it } from "vitest";

import { item } from "../../test/memory-world.ts";
import { memoryStore } from "../adapters/memory-store.ts";
import { FavkitError } from "../domain/favkit-error.ts";
import type { Daemon, ListFiles } from "./ports.ts";
import { withDaemon } from "./with-daemon.ts";

/** A daemon that does what a test says when it is restarted. */
function stage(restart: (files: ListFiles) => Promise<void>) {
  const store = memoryStore({ favorites: { items: [item("file:///a/")] } });
  const files: ListFiles = {
    ...store,
    readBytes: async () => undefined,
    restoreBytes: async (list, _, seed) =>
      store.write(list, { ...(await store.read(list)), items: [] }, seed),
  };
  const nothing = async () => {};
  const daemon: Daemon = {
    stop: nothing,
    start: nothing,
    restart: () => restart(files),
    refreshFinder: nothing,
  };
  const notes: string[] = [];
  return { files: withDaemon(files, { daemon, tell: (note) => void notes.push(note) }), notes };
}

describe("files whose lists a daemon caches", () => {
  it("restart it after each write", async () => {
    let restarts = 0;
    const { files, notes } = stage(async () => {
      restarts += 1;
    });
    const before = await files.read("favorites");
    const after = await files.write("favorites", { ...before, items: [] }, before.seed);
    await files.restoreBytes("favorites", new Uint8Array(), after.seed);
    expect(restarts).toBe(2);
    expect(notes).toEqual([]);
  });

  it("tell that it could not be restarted, and keep what was written", async () => {
    const { files, notes } = stage(() =>
      Promise.reject(new FavkitError("io_failed", "no killall")),
    );
    const before = await files.read("favorites");
    const after = await files.write("favorites", { ...before, items: [] }, before.seed);
    expect(after.items).toEqual([]);
    expect(notes).toEqual([expect.stringContaining("was not restarted (no killall)")]);
  });

  it("notice that it put its own copy back", async () => {
    const { files } = stage(async (inner) => {
      const now = await inner.read("favorites");
      await inner.write("favorites", { ...now, items: [item("file:///b/")] }, now.seed);
    });
    const before = await files.read("favorites");
    await expect(
      files.write("favorites", { ...before, items: [] }, before.seed),
    ).rejects.toMatchObject({ code: "concurrent_change" });
  });

  it("let an error of the program itself through", async () => {
    const { files } = stage(() => Promise.reject(new TypeError("a mistake")));
    const before = await files.read("favorites");
    await expect(files.write("favorites", { ...before, items: [] }, before.seed)).rejects.toThrow(
      TypeError,
    );
  });
});
