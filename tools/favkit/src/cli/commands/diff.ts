import { planManifest } from "../../application/apply-manifest.ts";
import type { Arguments } from "../arguments.ts";
import { jsonText } from "../item-json.ts";
import { manifestApplication } from "../manifest-application.ts";
import { planJson, planText } from "../plan-text.ts";
import { openSession } from "../session.ts";
import type { World } from "../world.ts";

/** `favkit diff` */
export async function run(args: Arguments, world: World): Promise<void> {
  const session = await openSession(args, world);
  const plan = await planManifest(session.opened, await manifestApplication(args, world, session));
  if (plan.length === 0) session.note("nothing to do");
  world.write(args.has("json") ? `${jsonText(planJson(plan), 2)}\n` : planText(plan, "planned"));
}
