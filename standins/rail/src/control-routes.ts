import { jsonAnswer, refusal, type Answer } from "./answer.ts";
import { BadFaultPlan } from "./bad-fault-plan.ts";
import type { Clearing, Told } from "./clearing.ts";
import type { FaultSchedule } from "./fault-schedule.ts";
import { isRecord } from "./is-record.ts";
import { parsed, urlOf, type RailRequest } from "./rail-request.ts";
import { readFaultPlan } from "./read-fault-plan.ts";
import { isReason } from "./reasons.ts";
import { STATES } from "./submission.ts";

/** Where a running rail is told what to do: for tests, and not part of the API. */
export const CONTROL_PATH = "/control/";

/** What can be controlled. */
export type Controls = { readonly faults: FaultSchedule; readonly clearing: Clearing };

const ONE = /^\/control\/submissions\/([^/]+)$/u;
/** Ten years. */
const ADVANCE_MS_MAX = 315_360_000_000;

/** Does what is told. */
export function answerControl({ faults, clearing }: Controls, request: RailRequest): Answer {
  const { method, body } = request;
  const { pathname } = urlOf(request);
  switch (`${method} ${pathname}`) {
    case "GET /control/faults":
      return jsonAnswer(200, faults.plan);
    case "PUT /control/faults":
      return follow(faults, body);
    case "DELETE /control/faults":
      faults.follow({ faults: [] });
      return { status: 204, body: "" };
    case "GET /control/time":
      return timeOf(clearing);
    case "POST /control/time":
      return advance(clearing, body);
    default: {
      const id = method === "POST" ? ONE.exec(pathname)?.[1] : undefined;
      if (id !== undefined) return tell(clearing, id.toLowerCase(), body);
      return refusal(404, "not_found", "there is no such control");
    }
  }
}

function follow(faults: FaultSchedule, body: string): Answer {
  try {
    const plan = readFaultPlan(parsed(body));
    faults.follow(plan);
    return jsonAnswer(200, plan);
  } catch (error) {
    if (error instanceof BadFaultPlan) return refusal(400, error.code, error.message);
    throw error;
  }
}

function timeOf({ nowMs, books }: Clearing): Answer {
  return jsonAnswer(200, { now: new Date(nowMs).toISOString(), ahead_ms: books.aheadMs });
}

function advance(clearing: Clearing, body: string): Answer {
  const value = parsed(body);
  const byMs = isRecord(value) ? value["advance_ms"] : undefined;
  if (
    !(typeof byMs === "number" && Number.isInteger(byMs) && byMs >= 0 && byMs <= ADVANCE_MS_MAX)
  ) {
    const limits = `a whole number from 0 to ${ADVANCE_MS_MAX}`;
    return refusal(400, "malformed", `{"advance_ms": N} moves the clock, N being ${limits}`);
  }
  clearing.advance(byMs);
  clearing.catchUp();
  return timeOf(clearing);
}

function tell(clearing: Clearing, id: string, body: string): Answer {
  const told = readTold(id, parsed(body));
  if (told === undefined) {
    const form = '{"state": "settled"}, or "rejected" or "returned" with a "reason_code"';
    return refusal(400, "malformed", `a payment is told where to go by ${form}`);
  }
  const outcome = clearing.tell(told);
  switch (outcome) {
    case "done":
      return { status: 204, body: "" };
    case "absent":
      return refusal(404, "not_found", "there is no such submission");
    case "impossible": {
      const state = clearing.books.find(id)?.state;
      return refusal(409, "impossible", `what is ${state} cannot be ${told.state}`);
    }
    default:
      return outcome satisfies never;
  }
}

function readTold(id: string, value: unknown): Told | undefined {
  if (!isRecord(value)) return undefined;
  const { state: stateText, reason_code: reason } = value;
  const state = STATES.find((known) => known === stateText);
  if (state === undefined) return undefined;
  const isReasoned = state === "rejected" || state === "returned";
  if (!isReasoned) return reason === undefined ? { id, state } : undefined;
  return typeof reason === "string" && isReason(reason) ? { id, state, reason } : undefined;
}
