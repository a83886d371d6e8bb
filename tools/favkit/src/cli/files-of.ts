import type { ListFiles } from "../application/ports.ts";
import { FavkitError } from "../domain/favkit-error.ts";
import type { Opened } from "./world.ts";

/** The lists as files. Throws `unsupported` where only the API is used. */
export function filesOf({ files }: Opened): ListFiles {
  if (files !== undefined) return files;
  throw new FavkitError(
    "unsupported",
    "the API knows no files: use --backend file, or leave --backend api out",
  );
}
