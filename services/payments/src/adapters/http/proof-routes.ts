import type { PositionTokens } from "@holdfast/cqrs/position-token";
import { HttpProblem, type Server } from "@holdfast/http";
import type { RouteAccess } from "@holdfast/http/access";
import type { Cursors } from "@holdfast/http/cursor";

import type { AuditProofs } from "../../application/audit-proofs.ts";
import {
  ConsistencyQuery,
  ConsistencyShown,
  HeadsPage,
  HeadsQuery,
  InclusionQuery,
  InclusionShown,
} from "./audit-schemas.ts";
import { feedScope } from "./feed-scope.ts";
import { pageFrom, placeOf } from "./list-page.ts";
import { titleOf } from "./refusal-problem.ts";
import { readProblems } from "./responses.ts";

const READING: RouteAccess = { permissions: ["read:audit"] };
const config = { access: READING };
const tags = ["audit"];

const headsSchema = {
  summary: "What the house has signed about its log, the newest first",
  tags,
  querystring: HeadsQuery,
  response: {
    200: HeadsPage,
    ...readProblems("invalid_cursor", "cursor_mismatch", "notary_refused"),
  },
};

const inclusionSchema = {
  summary: "A proof that an event is in the log as it was signed",
  description:
    "Of an event of the tenant. It tells where among the events of all tenants it is, and how many there are.",
  tags,
  querystring: InclusionQuery,
  response: {
    200: InclusionShown,
    ...readProblems("event_not_found", "not_in_tree", "notary_refused"),
  },
};

const consistencySchema = {
  summary: "A proof that the log has only grown between two checkpoints",
  tags,
  querystring: ConsistencyQuery,
  response: { 200: ConsistencyShown, ...readProblems("not_in_tree", "notary_refused") },
};

/** What the routes stand on. */
export type ProofRoutesOptions = {
  readonly proofs: AuditProofs;
  readonly cursors: Cursors;
  readonly positions: PositionTokens;
};

/** What was signed, and proofs of it. */
export function proofRoutes(
  scope: Server,
  { proofs, cursors, positions }: ProofRoutesOptions,
): void {
  scope.get(
    "/v1/audit/checkpoints",
    { schema: headsSchema, config },
    async ({ principal, query }, reply) => {
      const { limit, cursor } = query;
      const listing = {
        cursors,
        scope: { list: "checkpoints", tenant: principal.tenantId, filter: {} },
      };
      const [below] = placeOf(listing, cursor) ?? [];
      const asked = { limit: limit + 1, ...(below !== undefined && { below: Number(below) }) };
      const found = await proofs.heads(asked);
      const data = found.slice(0, limit).map(({ size, root, note, signedAt }) => ({
        size,
        root,
        checkpoint: note,
        signed_at: signedAt,
      }));
      const last = data.at(-1);
      const next = found.length > limit && last !== undefined ? [String(last.size)] : undefined;
      return { ...pageFrom(reply, listing, { data, next }), verifier_key: proofs.verifierKey };
    },
  );
  scope.get(
    "/v1/audit/proofs/inclusion",
    { schema: inclusionSchema, config },
    async ({ principal, query }) => {
      const { tenantId: tenant } = principal;
      const position = positions.open(query.event, feedScope(tenant));
      if (typeof position !== "bigint") throw notFound("event_not_found", "there is no such event");
      const proof = await proofs.inclusion(tenant, position, query.size);
      if (proof === "unknown") throw notFound("event_not_found", "there is no such event");
      if (proof === "not_in_tree") throw notFound(proof, NOT_YET);
      const { head, hashes, ...told } = proof;
      return {
        ...told,
        hashes: [...hashes],
        ...(head !== undefined && { checkpoint: head.note }),
      };
    },
  );
  scope.get(
    "/v1/audit/proofs/consistency",
    { schema: consistencySchema, config },
    async ({ query: { from, to } }) => {
      const hashes = await proofs.consistency(from, to);
      if (hashes === "not_in_tree") throw notFound(hashes, NOT_YET);
      return { from, to, hashes: [...hashes] };
    },
  );
}

const NOT_YET = "the tree has not got so far: ask again when there is a checkpoint of that size";

function notFound(code: "event_not_found" | "not_in_tree", detail: string): HttpProblem {
  return new HttpProblem({ status: 404, code, title: titleOf(code), detail });
}
