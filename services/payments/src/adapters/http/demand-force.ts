import { HttpProblem } from "@holdfast/http";
import { forbidden } from "@holdfast/http/access";

import type { RecordRefusal } from "../../application/refused-attempts.ts";
import { attemptOf, type KeyedRequest } from "./attempt-of.ts";

/** Lets through whoever asks with `force:transfer`. */
export type DemandForce = (request: KeyedRequest) => Promise<void>;

const permission = "force:transfer";

/** A 403 for whoever has not got the permission, written down before it is answered. */
export function demandingForce(recordRefusal: RecordRefusal): DemandForce {
  return async (request) => {
    if (request.principal.permissions.has(permission)) return;
    const about = { action: "transfer.reverse", code: "forbidden" };
    await recordRefusal({ ...attemptOf(request, about), permission });
    throw new HttpProblem(forbidden(permission));
  };
}
