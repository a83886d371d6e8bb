import { undo } from "../../application/undo.ts";
import type { Arguments } from "../arguments.ts";
import { openSession } from "../session.ts";
import type { World } from "../world.ts";

/** `favkit undo` */
export async function run(args: Arguments, world: World): Promise<void> {
  const { list, opened } = await openSession(args, world);
  const { entry, after } = await undo(opened, { list, isForced: args.has("force") });
  if (args.has("quiet")) return;
  const when = entry.at.toISOString();
  world.write(`undone: ${entry.command} of ${when}; the list has ${after.items.length} items\n`);
}
