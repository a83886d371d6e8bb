import { applyManifest, planManifest } from "../../application/apply-manifest.ts";
import type { Plan } from "../../domain/plan.ts";
import type { Arguments } from "../arguments.ts";
import { jsonText } from "../item-json.ts";
import { manifestApplication } from "../manifest-application.ts";
import { planJson, planText } from "../plan-text.ts";
import { openSession } from "../session.ts";
import type { World } from "../world.ts";

/** `favkit apply` */
export async function run(args: Arguments, world: World): Promise<void> {
  const session = await openSession(args, world);
  const application = await manifestApplication(args, world, session);
  const isPlanned = args.has("dry-run");
  const plan = isPlanned
    ? await planManifest(session.opened, application)
    : (await applyManifest(session.opened, application)).plan;
  if (plan.length === 0) session.note("nothing to do");
  if (isPlanned || !args.has("quiet") || args.has("json")) {
    world.write(text(plan, args, isPlanned ? "planned" : "done"));
  }
}

function text(plan: Plan, args: Arguments, tense: "planned" | "done"): string {
  return args.has("json") ? `${jsonText(planJson(plan), 2)}\n` : planText(plan, tense);
}
