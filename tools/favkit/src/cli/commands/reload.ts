import { FavkitError } from "../../domain/favkit-error.ts";
import type { Arguments } from "../arguments.ts";
import { openSession } from "../session.ts";
import type { World } from "../world.ts";

/** `favkit reload` */
export async function run(args: Arguments, world: World): Promise<void> {
  const { opened } = await openSession(args, world);
  const { daemon } = opened;
  if (daemon === undefined) {
    throw new FavkitError(
      "unsupported",
      "there is no daemon to restart: it belongs to macOS's own lists",
    );
  }
  await daemon.restart();
  if (args.has("finder")) await daemon.refreshFinder();
}
