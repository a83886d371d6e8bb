import { eventCatalogue } from "@holdfast/cqrs/catalogue";

import type { AuditEvent } from "./attempt-refused.ts";

const text = { type: "string" } as const;

/** What the events of refused attempts look like, and have looked like. */
export const auditEvents = eventCatalogue<AuditEvent>({
  AttemptRefused: [
    {
      schema: {
        type: "object",
        properties: {
          actor: text,
          client: text,
          action: text,
          resource: text,
          code: text,
          permission: text,
          amount: {
            type: "object",
            properties: { $bigint: { type: "string", pattern: "^(0|-?[1-9][0-9]*)$" } },
            required: ["$bigint"],
            additionalProperties: false,
          },
          currency: text,
          at: { type: "string", format: "date-time" },
        },
        required: ["actor", "action", "resource", "code", "at"],
        additionalProperties: false,
      },
    },
  ],
});
