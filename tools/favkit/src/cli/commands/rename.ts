import { renameFavourite } from "../../application/edit-favourites.ts";
import { wantedBy } from "../../application/surroundings.ts";
import { FavkitError } from "../../domain/favkit-error.ts";
import type { Arguments } from "../arguments.ts";
import { openSession } from "../session.ts";
import { tellChange } from "../tell-change.ts";
import type { World } from "../world.ts";

/** `favkit rename` */
export async function run(args: Arguments, world: World): Promise<void> {
  const [text = "", label = ""] = args.positionals;
  if (label === "") throw new FavkitError("bad_usage", "the new name is empty");
  const session = await openSession(args, world);
  const { list, opened, surroundings } = session;
  const wanted = wantedBy(text, surroundings);
  tellChange(await renameFavourite(opened, { list, wanted, label }), { args, world, session });
}
