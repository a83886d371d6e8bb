import { exportManifest } from "../../application/export-manifest.ts";
import type { Arguments } from "../arguments.ts";
import { openSession } from "../session.ts";
import type { World } from "../world.ts";

/** `favkit export` */
export async function run(args: Arguments, world: World): Promise<void> {
  const { list, opened } = await openSession(args, world);
  const { items } = await opened.store.read(list);
  const { manifestText } = await import("../../adapters/manifest/manifest-text.ts");
  world.write(manifestText(exportManifest(items, opened.home), args.has("json") ? "json" : "yaml"));
}
