import { BigIntText, type Server } from "@holdfast/http";
import { Type } from "typebox";

import type { ReadStatus } from "../../application/mirror-status.ts";
import { NOT_STORED, VARY } from "./caching.ts";
import { failure } from "./responses.ts";

const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const Time = (description: string) =>
  Nullable(Type.String({ description, examples: ["2025-07-16T09:15:04.000Z"] }));

const Audit = Type.Object({
  at: Type.String({ description: "When it was made, UTC", examples: ["2025-07-16T09:00:00.000Z"] }),
  level: Type.Integer({ description: "Final level it was made at", examples: [9578330] }),
  rows: Type.Integer({ description: "Delegations counted", examples: [760928] }),
  passed: Type.Boolean({ examples: [true] }),
  findings: Type.Array(Type.String(), { description: "What differs; empty when it passed" }),
});

const Status = Type.Object(
  {
    mode: Type.String({
      description:
        "`empty`: nothing is stored yet. `backfill`: the history is loading, the newest page is served. `ranked`: every " +
        "page is served, the search indexes are being built. `live`: everything works and the tip is followed. " +
        "`diverged`: chain and mirror differ where that cannot be; the mirror stopped writing, see `divergence`.",
      examples: ["live"],
    }),
    chain: Nullable(Type.String({ description: "Chain id", examples: ["NetXdQprcVkpaWU"] })),
    head: Type.Integer({ description: "Level of the newest block seen", examples: [9578334] }),
    final: Type.Integer({
      description: "Level up to which everything is stored and will not change",
      examples: [9578332],
    }),
    lag_levels: Type.Integer({
      description:
        "head - final; more than the blocks that make one final (2) says that the mirror trails",
      examples: [2],
    }),
    lag_seconds: Nullable(
      Type.Number({
        description: "Seconds since synced_at, by the database's clock",
        examples: [3.2],
      }),
    ),
    synced_at: Time("When the chain was last looked at with success; null until the first time"),
    newest_at: Time("Block time of the newest delegation; null until the history is ranked"),
    rows: Type.Integer({ description: "Delegations stored", examples: [760930] }),
    expected: Nullable(
      Type.Integer({
        description: "Delegations there will be when the load is done, while it runs",
      }),
    ),
    retractions: BigIntText({
      description: "How often rows have been taken back",
      examples: ["17"],
    }),
    change: BigIntText({
      description: "Number of the newest change at the tip",
      examples: ["4711"],
    }),
    divergence: Nullable(Type.String({ description: "Why the mirror stopped writing" })),
    leader: Nullable(
      Type.String({ description: "The instance that writes", examples: ["host-1:42"] }),
    ),
    epoch: BigIntText({ description: "How often the lead has changed", examples: ["3"] }),
    last_audit: Nullable(Audit),
  },
  { description: "The mirror at one moment" },
);

const schema = {
  summary: "How the mirror stands to the chain",
  description:
    "One statement, so that all of it is of one moment. `mode` says what the service can do; a standby answers the same.",
  tags: ["operations"],
  response: {
    200: Status,
    429: failure("More requests than this instance takes from one address; see Retry-After"),
    503: failure("The database is away or too slow; see Retry-After"),
  },
};

/** The operator's view, in one statement. */
export function statusRoute(server: Server, read: ReadStatus): void {
  server.get("/v1/status", { schema }, async (_request, reply) => {
    reply.headers(VARY);
    const status = await read();
    reply.headers(NOT_STORED);
    const { lastAudit } = status;
    return {
      mode: status.mode,
      chain: status.chainId,
      head: status.headLevel,
      final: status.finalLevel,
      lag_levels: status.headLevel - status.finalLevel,
      lag_seconds: status.lagSeconds,
      synced_at: status.syncedAt?.toISOString() ?? null,
      newest_at: status.newestAt?.toISOString() ?? null,
      rows: status.rows,
      expected: status.expected,
      retractions: status.retractions,
      change: status.lastChange,
      divergence: status.divergence,
      leader: status.leader,
      epoch: status.leaderEpoch,
      last_audit:
        lastAudit === null
          ? null
          : {
              at: lastAudit.at.toISOString(),
              level: lastAudit.level,
              rows: lastAudit.rows,
              passed: lastAudit.findings.length === 0,
              findings: [...lastAudit.findings],
            },
    };
  });
}
