import { clearFavourites } from "../../application/edit-favourites.ts";
import type { Arguments } from "../arguments.ts";
import { openSession } from "../session.ts";
import { tellChange } from "../tell-change.ts";
import type { World } from "../world.ts";

/** `favkit clear` */
export async function run(args: Arguments, world: World): Promise<void> {
  const session = await openSession(args, world);
  tellChange(await clearFavourites(session.opened, session.list), { args, world, session });
}
