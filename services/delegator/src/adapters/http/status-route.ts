import { BigIntText, type Server } from "@holdfast/http";
import { Type } from "typebox";

import { type ReadStatus } from "../../application/mirror-status.ts";

const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const Status = Type.Object({
  mode: Type.String({
    description: "empty, backfill, ranked, live or diverged",
    examples: ["live"],
  }),
  chain: Nullable(Type.String({ examples: ["NetXdQprcVkpaWU"] })),
  head: Type.Integer({ description: "Level of the newest block seen" }),
  final: Type.Integer({ description: "Level up to which everything is stored" }),
  rows: Type.Integer({ description: "Delegations stored" }),
  expected: Nullable(
    Type.Integer({ description: "Delegations there will be when the load is done" }),
  ),
  leader: Nullable(Type.String({ description: "The instance that writes" })),
  epoch: BigIntText({ description: "How often the lead has changed" }),
  last_audit: Nullable(
    Type.Object({
      at: Type.String({ description: "When it was made, UTC" }),
      level: Type.Integer(),
      rows: Type.Integer(),
      passed: Type.Boolean(),
      findings: Type.Array(Type.String()),
    }),
  ),
});

const schema = {
  summary: "How the mirror stands to the chain",
  tags: ["operations"],
  response: { 200: Status },
};

/** The operator's view, in one statement. */
export function statusRoute(server: Server, read: ReadStatus): void {
  server.get("/v1/status", { schema }, async () => {
    const status = await read();
    const { lastAudit } = status;
    return {
      mode: status.mode,
      chain: status.chainId,
      head: status.headLevel,
      final: status.finalLevel,
      rows: status.rows,
      expected: status.expected,
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
