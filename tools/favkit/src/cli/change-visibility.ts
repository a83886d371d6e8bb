import { setFavouritesVisible } from "../application/edit-favourites.ts";
import { wantedBy } from "../application/surroundings.ts";
import type { Arguments } from "./arguments.ts";
import type { Run } from "./command.ts";
import { openSession } from "./session.ts";
import { tellChange } from "./tell-change.ts";
import type { World } from "./world.ts";

/** The work of `favkit hide` and `favkit show`. */
export function changeVisibility(op: "show" | "hide"): Run {
  return async (args: Arguments, world: World) => {
    const session = await openSession(args, world);
    const { list, opened, surroundings } = session;
    const wanted = args.positionals.map((text) => wantedBy(text, surroundings));
    const items = { list, wanted, isEvery: args.has("all") };
    tellChange(await setFavouritesVisible(opened, items, op), { args, world, session });
  };
}
