import { removeFavourites } from "../../application/edit-favourites.ts";
import { wantedBy } from "../../application/surroundings.ts";
import type { Arguments } from "../arguments.ts";
import { openSession } from "../session.ts";
import { tellChange } from "../tell-change.ts";
import type { World } from "../world.ts";

/** `favkit remove` */
export async function run(args: Arguments, world: World): Promise<void> {
  const session = await openSession(args, world);
  const { list, opened, surroundings } = session;
  const wanted = args.positionals.map((text) => wantedBy(text, surroundings));
  const changed = await removeFavourites(opened, { list, wanted, isEvery: args.has("all") });
  tellChange(changed, { args, world, session });
}
