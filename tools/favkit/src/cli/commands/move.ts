import { moveFavourite } from "../../application/edit-favourites.ts";
import { wantedBy } from "../../application/surroundings.ts";
import { FavkitError } from "../../domain/favkit-error.ts";
import { type Arguments, positionChoice } from "../arguments.ts";
import { openSession } from "../session.ts";
import { tellChange } from "../tell-change.ts";
import type { World } from "../world.ts";

/** `favkit move` */
export async function run(args: Arguments, world: World): Promise<void> {
  const [text = ""] = args.positionals;
  if (positionChoice(args, { cwd: world.cwd, home: world.cwd }) === undefined) {
    throw new FavkitError(
      "bad_usage",
      "a place is missing: --first, --last, --before, --after or --at",
    );
  }
  const session = await openSession(args, world);
  const { list, opened, surroundings } = session;
  const position = positionChoice(args, surroundings) ?? { kind: "last" };
  const wanted = wantedBy(text, surroundings);
  tellChange(await moveFavourite(opened, { list, wanted, position }), { args, world, session });
}
