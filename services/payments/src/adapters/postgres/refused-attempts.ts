import { isAppendRefusal, type EventStore } from "@holdfast/cqrs/event-store";

import type { RecordRefusal } from "../../application/refused-attempts.ts";
import type { AttemptRefused } from "../../domain/audit/attempt-refused.ts";
import { auditEvents } from "../../domain/audit/audit-events.ts";
import { auditStream } from "../../domain/audit/audit-stream.ts";
import { LogDisagrees } from "./log-disagrees.ts";

/** What refused attempts are written down with. */
export type RefusedAttemptsOptions = {
  readonly store: Pick<EventStore, "append">;
  readonly nowMs: () => number;
  readonly newId: () => string;
};

const { schemaVersions } = auditEvents;

/** Writes refused attempts into the tenant's stream of the day; those of the same moment share a commit. */
export function refusedAttempts({ store, nowMs, newId }: RefusedAttemptsOptions): RecordRefusal {
  return async ({ tenant, meta, ...attempt }) => {
    const at = new Date(nowMs()).toISOString();
    const event: AttemptRefused = { type: "AttemptRefused", ...attempt, at };
    const command = {
      commandId: `attempt:${newId()}`,
      events: [event],
      schemaVersions,
      meta: { actor: attempt.actor, action: attempt.action, ...meta },
    };
    const outcome = await store.append({
      tenant,
      streamId: auditStream(tenant, at),
      expect: "any",
      commands: [command],
    });
    if (isAppendRefusal(outcome)) throw new LogDisagrees(outcome);
  };
}
