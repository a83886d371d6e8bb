import { FavkitError } from "../domain/favkit-error.ts";
import type { ListName } from "../domain/list-name.ts";
import type { Daemon, ListFiles, Snapshot } from "./ports.ts";

/** The daemon that caches lists, and whoever is told that it could not be restarted. */
type DaemonParts = { readonly daemon: Daemon; readonly tell: (note: string) => void };

/**
 * Files whose lists a daemon caches: it is restarted after each write, and looked whether the file is still what was
 * written, since the daemon may have put its own copy back.
 */
export function withDaemon(files: ListFiles, { daemon, tell }: DaemonParts): ListFiles {
  const afterwards = async (list: ListName, written: Snapshot): Promise<Snapshot> => {
    try {
      await daemon.restart();
    } catch (error) {
      if (!(error instanceof FavkitError)) throw error;
      tell(
        `the list is written, but its daemon was not restarted (${error.message}): favkit reload, or log in anew`,
      );
    }
    const now = await files.read(list);
    if (now.seed === written.seed) return now;
    throw new FavkitError(
      "concurrent_change",
      `${await files.locate(list)} was written over right after the change, maybe by the system's daemon`,
    );
  };
  return {
    ...files,
    write: async (list, snapshot, seed) =>
      afterwards(list, await files.write(list, snapshot, seed)),
    restoreBytes: async (list, bytes, seed) =>
      afterwards(list, await files.restoreBytes(list, bytes, seed)),
  };
}
