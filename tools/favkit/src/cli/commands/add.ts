import { addFavourites } from "../../application/add-favourites.ts";
import { FavkitError } from "../../domain/favkit-error.ts";
import { type Arguments, positionChoice } from "../arguments.ts";
import { itemText } from "../item-text.ts";
import { openSession } from "../session.ts";
import { tellChange } from "../tell-change.ts";
import type { World } from "../world.ts";

/** `favkit add` */
export async function run(args: Arguments, world: World): Promise<void> {
  const { positionals: places } = args;
  const name = args.text("name");
  if (name !== undefined && places.length > 1) {
    throw new FavkitError("bad_usage", "--name goes with one path only");
  }
  const session = await openSession(args, world);
  const { list, opened, surroundings } = session;
  const changed = await addFavourites(opened, {
    ...surroundings,
    list,
    places,
    position: positionChoice(args, surroundings) ?? { kind: "last" },
    paths: opened.paths,
    isReal: args.has("real"),
    isForced: args.has("force"),
    ...(name === undefined ? {} : { name }),
  });
  if (changed.plan.length > 0) tellChange(changed, { args, world, session });
  if (args.has("if-missing")) return;
  for (const { item, index } of changed.present) {
    session.note(`${itemText(item)} is in the list already, at ${index}`);
  }
}
