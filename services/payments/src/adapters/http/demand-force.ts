import { HttpProblem } from "@holdfast/http";
import { forbidden } from "@holdfast/http/access";

import type { RecordRefusal } from "../../application/refused-attempts.ts";
import { attemptOf, type KeyedRequest } from "./attempt-of.ts";

/** Lets through whoever asks with `force:transfer`. */
export type DemandForce = (request: KeyedRequest) => Promise<void>;

const permission = "force:transfer";

/** What a reversal is in the log if it asks for force: whoever audits uses of the permission finds it by that. */
export const FORCED_REVERSAL = "transfer.reverse_forced";

/** A 403 for whoever has not got the permission, written down before it is answered. */
export function demandingForce(recordRefusal: RecordRefusal): DemandForce {
  return async (request) => {
    if (request.principal.permissions.has(permission)) return;
    const about = { action: FORCED_REVERSAL, code: "forbidden" };
    await recordRefusal({ ...attemptOf(request, about), permission });
    throw new HttpProblem(forbidden(permission));
  };
}
