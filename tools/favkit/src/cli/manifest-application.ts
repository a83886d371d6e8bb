import type { Application } from "../application/apply-manifest.ts";
import { FavkitError } from "../domain/favkit-error.ts";
import { absolutePath } from "../domain/path-text.ts";
import { quoted } from "../domain/printable.ts";
import type { Arguments } from "./arguments.ts";
import type { Session } from "./session.ts";
import type { World } from "./world.ts";

/** Reads the manifest that the command names, and how it is to be applied. */
export async function manifestApplication(
  args: Arguments,
  world: World,
  { list, opened, surroundings }: Session,
): Promise<Application> {
  const { MANIFEST_BYTES_MAX, readManifest } =
    await import("../adapters/manifest/read-manifest.ts");
  const [path = ""] = args.positionals;
  const absolute = absolutePath(path, surroundings);
  const bytes = await world.readFile(absolute, {
    bytes: MANIFEST_BYTES_MAX,
    code: "bad_manifest",
  });
  return {
    ...surroundings,
    list,
    manifest: readManifest(textOf(bytes, path), path),
    others: args.has("prune") ? "remove" : "keep",
    paths: opened.paths,
    isReal: args.has("real"),
    isForced: args.has("force"),
  };
}

function textOf(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    const message = `${quoted(path)}: line 1, column 1: no UTF-8 text`;
    throw new FavkitError("bad_manifest", message, { cause: error });
  }
}
