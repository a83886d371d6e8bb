import { emptyAnswer, jsonAnswer, refusal, type Answer } from "./answer.ts";
import { BadFaultPlan } from "./bad-fault-plan.ts";
import type { BankRequest } from "./bank-request.ts";
import type { FaultSchedule } from "./fault-schedule.ts";
import { readFaultPlan } from "./read-fault-plan.ts";

/** Where a running bank is told what goes wrong: for tests, and not part of the API. */
export const CONTROL_PATH = "/__bank/faults";

/** GET tells the plan, PUT puts another one in its place, DELETE ends it. */
export async function answerControl(
  faults: FaultSchedule,
  { method, body }: BankRequest,
): Promise<Answer> {
  switch (method) {
    case "GET":
      return jsonAnswer(200, faults.plan);
    case "PUT":
      return follow(faults, body);
    case "DELETE":
      faults.follow({ faults: [] });
      return emptyAnswer(204);
    default:
      return refusal(405, "the plan of faults knows GET, PUT and DELETE");
  }
}

function follow(faults: FaultSchedule, body: string): Answer {
  try {
    const plan = readFaultPlan(JSON.parse(body));
    faults.follow(plan);
    return jsonAnswer(200, plan);
  } catch (error) {
    if (error instanceof BadFaultPlan) return refusal(400, error.message);
    if (error instanceof SyntaxError) return refusal(400, "the body is no JSON");
    throw error;
  }
}
