import type { Changed } from "../application/change-list.ts";
import type { Arguments } from "./arguments.ts";
import { planText } from "./plan-text.ts";
import type { Session } from "./session.ts";
import type { World } from "./world.ts";

/** Prints what a change did; a change of nothing is a note. */
export function tellChange(
  { plan }: Pick<Changed, "plan">,
  { args, world, session }: Telling,
): void {
  if (plan.length === 0) session.note("nothing to do");
  else if (!args.has("quiet")) world.write(planText(plan, "done"));
}

/** Who is told, and how loudly. */
type Telling = {
  readonly args: Arguments;
  readonly world: World;
  readonly session: Session;
};
