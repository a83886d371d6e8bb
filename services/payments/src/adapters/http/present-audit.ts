import { hash } from "node:crypto";

import type { AuditRecord } from "../../application/audit-trail.ts";

const KEY = "key:";
/** Of `version-trace-span-flags` (W3C Trace Context). */
const TRACE = /^[0-9a-f]{2}-([0-9a-f]{32})-/u;

/** A record as it is shown; `event` names its event. Keys are told as hashes, since whoever has one may send it. */
export function presentAudit(record: AuditRecord, event: string) {
  const { actor, client, version, commandId, traceparent = "", amount } = record;
  const trace = TRACE.exec(traceparent)?.[1];
  return {
    id: record.id,
    timestamp: record.recordedAt,
    ...(trace !== undefined && { trace_id: trace }),
    ...(record.correlationId !== undefined && { correlation_id: record.correlationId }),
    ...(actor !== undefined && {
      actor: { sub: actor, ...(client !== undefined && { client_id: client }) },
    }),
    action: record.action,
    resource: record.resource,
    ...(record.reason !== undefined && { reason: record.reason }),
    ...(amount !== undefined && { amount }),
    ...(record.currency !== undefined && { currency: record.currency }),
    ...(version !== undefined && { before_version: version - 1, after_version: version }),
    result: record.result,
    ...(record.code !== undefined && { error_code: record.code }),
    ...(commandId.startsWith(KEY) && {
      idempotency_key_hash: hash("sha256", commandId.slice(KEY.length)),
    }),
    hash: record.leaf,
    event,
  };
}
