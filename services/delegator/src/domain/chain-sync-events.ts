import { eventCatalogue } from "@holdfast/cqrs/catalogue";

import type { ChainSyncEvent } from "./chain-sync-event.ts";

const text = { type: "string" } as const;
/** Levels, counts, years. */
const natural = { type: "integer", minimum: 0 } as const;
const account = { type: "string", minLength: 36, maxLength: 36 } as const;
const accountOrNone = { anyOf: [account, { type: "null" }] } as const;

/** An object with these members and no others. */
function having(properties: Readonly<Record<string, object>>) {
  const required = Object.keys(properties);
  return { type: "object", properties, required, additionalProperties: false } as const;
}

const delegations = {
  type: "array",
  items: having({
    id: natural,
    level: natural,
    time: natural,
    year: natural,
    hash: { type: "string", minLength: 51, maxLength: 51 },
    counter: natural,
    nonce: { type: "integer", minimum: -1 },
    sender: account,
    initiator: accountOrNone,
    amount: natural,
    prevBaker: accountOrNone,
    newBaker: accountOrNone,
    status: { enum: ["applied", "failed", "backtracked", "skipped"] },
  }),
} as const;

/** What the events of a mirror look like, and have looked like. */
export const chainSyncEvents = eventCatalogue<ChainSyncEvent>({
  SyncStarted: [{ schema: having({ chainId: text, finalLevel: natural }) }],
  RebuildStarted: [{ schema: having({ finalLevel: natural }) }],
  PageIngested: [
    {
      schema: having({
        range: natural,
        fromId: natural,
        toId: natural,
        count: natural,
        sha256: { type: "string", pattern: "^[0-9a-f]{64}$" },
      }),
    },
  ],
  RangeDiscarded: [{ schema: having({ range: natural }) }],
  LoadDiscarded: [{ schema: having({ reason: text }) }],
  CaughtUp: [{ schema: having({ head: natural, rows: delegations }) }],
  HistoryReplaced: [{ schema: having({ finalLevel: natural, head: natural, rows: delegations }) }],
  NewestTold: [{ schema: having({ rows: delegations }) }],
  BlockApplied: [{ schema: having({ level: natural, added: delegations }) }],
  ReorgHandled: [
    {
      schema: having({
        fromLevel: natural,
        toLevel: natural,
        retracted: delegations,
        added: delegations,
      }),
    },
  ],
  Finalized: [{ schema: having({ level: natural }) }],
  Diverged: [{ schema: having({ level: natural }) }],
  DivergenceResolved: [{ schema: having({}) }],
  AuditPassed: [{ schema: having({ level: natural, rows: natural }) }],
  AuditFailed: [{ schema: having({ level: natural, findings: { type: "array", items: text } }) }],
  LeaderChanged: [
    { schema: having({ epoch: natural, leader: { anyOf: [text, { type: "null" }] } }) },
  ],
});
