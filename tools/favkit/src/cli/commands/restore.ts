import { restore } from "../../application/restore.ts";
import { absolutePath } from "../../domain/path-text.ts";
import { printable } from "../../domain/printable.ts";
import type { Arguments } from "../arguments.ts";
import { filesOf } from "../files-of.ts";
import { openSession } from "../session.ts";
import type { World } from "../world.ts";

/** No list comes near it. */
const SIZE_LIMIT = { bytes: 67_108_864, code: "malformed_file" } as const;

/** `favkit restore` */
export async function run(args: Arguments, world: World): Promise<void> {
  const { list, opened, surroundings, note } = await openSession(args, world);
  const files = filesOf(opened);
  const [path = ""] = args.positionals;
  const bytes = await world.readFile(absolutePath(path, surroundings), SIZE_LIMIT);
  const { before, after } = await restore({ ...opened, files }, { list, bytes });
  if (before === after) return note("nothing to do");
  if (args.has("quiet")) return;
  world.write(`restored ${after.items.length} items from ${printable(path)}\n`);
}
