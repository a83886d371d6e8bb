import type { Forbidden } from "@holdfast/http/access";

import type { RecordRefusal } from "../../application/refused-attempts.ts";
import { attemptOf } from "./attempt-of.ts";

/** Writes down who asked for what is not theirs to do; nothing of the request but its head has been read then. */
export function forbiddenAttempts(recordRefusal: RecordRefusal) {
  return async ({ request, principal, permission }: Forbidden): Promise<void> => {
    const { url, ip } = request;
    const action = `${request.method} ${request.routeOptions.url ?? ""}`;
    const attempt = attemptOf({ principal, url, ip }, { action, code: "forbidden" });
    await recordRefusal({ ...attempt, permission });
  };
}
