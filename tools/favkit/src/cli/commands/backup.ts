import { createHash } from "node:crypto";

import { FavkitError } from "../../domain/favkit-error.ts";
import { absolutePath, lastPart } from "../../domain/path-text.ts";
import { printable } from "../../domain/printable.ts";
import type { Arguments } from "../arguments.ts";
import { filesOf } from "../files-of.ts";
import { openSession } from "../session.ts";
import type { World } from "../world.ts";

/** `favkit backup` */
export async function run(args: Arguments, world: World): Promise<void> {
  const { list, opened, surroundings } = await openSession(args, world);
  const files = filesOf(opened);
  const origin = await files.locate(list);
  const bytes = await files.readBytes(list);
  if (bytes === undefined) throw new FavkitError("nothing_matched", "there is no file to copy yet");
  const [folder] = args.positionals;
  if (folder === undefined) {
    const { sha256, path } = await opened.backups.keep(origin, bytes);
    world.write(`${sha256}  ${printable(path)}\n`);
    return;
  }
  const stamp = opened.clock
    .now()
    .toISOString()
    .replaceAll(/[-:]|\.\d+/g, "");
  const path = `${absolutePath(folder, surroundings)}/${stamp}-${lastPart(origin)}`;
  await world.writeNewFile(path, bytes);
  world.write(`${createHash("sha256").update(bytes).digest("hex")}  ${printable(path)}\n`);
}
