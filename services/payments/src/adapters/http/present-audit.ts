import { hash } from "node:crypto";

import type { AuditRecord } from "../../application/audit-trail.ts";

const KEY = "key:";
/** Of `version-trace-span-flags` (W3C Trace Context). */
const TRACE = /^[0-9a-f]{2}-([0-9a-f]{32})-/u;

/** A record as it is shown; `event` names its event. What is not known is left out. */
export function presentAudit(record: AuditRecord, event: string) {
  const { version } = record;
  return {
    id: record.id,
    timestamp: record.recordedAt,
    action: record.action,
    resource: record.resource,
    result: record.result,
    hash: record.leaf,
    event,
    ...known("trace_id", TRACE.exec(record.traceparent ?? "")?.[1]),
    ...known("correlation_id", record.correlationId),
    ...known("actor", actorOf(record)),
    ...known("reason", record.reason),
    ...known("amount", record.amount),
    ...known("currency", record.currency),
    ...known("before_version", version && version - 1),
    ...known("after_version", version),
    ...known("error_code", record.code),
    ...known("idempotency_key_hash", keyHashOf(record)),
    ...known("request_hash", record.requestHash),
  };
}

function known<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { [_ in Name]?: Value } {
  const field: { [_ in Name]?: Value } = {};
  if (value !== undefined) field[name] = value;
  return field;
}

/** Where it came from is kept of requests with a token, and of nothing else. */
function actorOf({ actor: sub, client, ipPrefix }: AuditRecord) {
  if (sub === undefined) return undefined;
  const origin = ipPrefix === undefined ? {} : { ip_prefix: ipPrefix, auth_method: "jwt" as const };
  return { sub, ...known("client_id", client), ...origin };
}

/** Keys are told as hashes, since whoever has one may send it. */
function keyHashOf({ commandId }: AuditRecord): string | undefined {
  return commandId.startsWith(KEY) ? hash("sha256", commandId.slice(KEY.length)) : undefined;
}
