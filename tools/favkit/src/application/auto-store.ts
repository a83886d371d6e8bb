import { FavkitError } from "../domain/favkit-error.ts";
import type { ListStore } from "./ports.ts";

/** The two back ends, and whoever is told that one stands in for the other. */
type Backends = {
  readonly api: ListStore;
  readonly file: ListStore;
  readonly tell: (note: string) => void;
};

/**
 * The API while it does what it is asked for; from the first write on that shows no effect, or the first answer
 * that is an error, the file. The API was reported to take changes silently without effect on macOS 14.7 and 15.6.
 * A write that came to nothing ends as `concurrent_change`: uuids and unresolved items differ between the two, so
 * the change has to be decided anew on the file's items.
 */
export function autoStore({ api, file, tell }: Backends): ListStore {
  let current = api;
  const giveUp = (error: unknown): FavkitError => {
    if (!isApiTrouble(error)) throw error;
    current = file;
    tell(`${error.message}; the file is used instead`);
    return error;
  };
  return {
    get source() {
      return current.source;
    },
    locate: (list) => current.locate(list),
    async read(list) {
      if (current === file) return file.read(list);
      try {
        return await api.read(list);
      } catch (error) {
        giveUp(error);
        return file.read(list);
      }
    },
    async write(list, snapshot, expectedSeed) {
      if (current === file) return file.write(list, snapshot, expectedSeed);
      try {
        return await api.write(list, snapshot, expectedSeed);
      } catch (error) {
        const cause = giveUp(error);
        const message = "the API took the change and did nothing; try again with --backend file";
        throw new FavkitError("concurrent_change", message, { cause });
      }
    },
  };
}

function isApiTrouble(error: unknown): error is FavkitError {
  return (
    error instanceof FavkitError &&
    (error.code === "write_without_effect" || error.code === "api_failed")
  );
}
