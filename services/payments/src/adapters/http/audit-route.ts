import type { PositionTokens } from "@holdfast/cqrs/position-token";
import { HttpProblem, type Server } from "@holdfast/http";
import type { RouteAccess } from "@holdfast/http/access";
import type { Cursors } from "@holdfast/http/cursor";

import type { ListAudit } from "../../application/audit-trail.ts";
import { AuditPage, AuditQuery } from "./audit-schemas.ts";
import { feedScope } from "./feed-scope.ts";
import { pageFrom, placeOf } from "./list-page.ts";
import { presentAudit } from "./present-audit.ts";
import { titleOf } from "./refusal-problem.ts";
import { readProblems } from "./responses.ts";

const READING: RouteAccess = { permissions: ["read:audit"] };

const schema = {
  summary: "Who wanted what, and what came of it",
  description:
    "Every accepted command by its first event, and every attempt that was refused, in the order in which they were " +
    "committed. A page may be short, or empty, though others follow: go on for as long as `has_more` says so.",
  tags: ["audit"],
  querystring: AuditQuery,
  response: { 200: AuditPage, ...readProblems("invalid_cursor", "cursor_mismatch") },
};

/** What the route stands on. */
export type AuditRouteOptions = {
  readonly list: ListAudit;
  readonly cursors: Cursors;
  readonly positions: PositionTokens;
};

/** The list of records. Its cursors hold a token of the position, so that nobody learns how much the log holds. */
export function auditRoute(scope: Server, { list, cursors, positions }: AuditRouteOptions): void {
  scope.get("/v1/audit", { schema, config: { access: READING } }, async (request, reply) => {
    const { limit, cursor, ...filter } = request.query;
    const { tenantId: tenant } = request.principal;
    const listing = { cursors, scope: { list: "audit", tenant, filter } };
    const place = { tenant, purpose: "audit-page" };
    const [token] = placeOf(listing, cursor) ?? [];
    const after = token === undefined ? undefined : positions.open(token, place);
    // The cursor is ours: only a key that is not there any more can have sealed another.
    if (after !== undefined && typeof after !== "bigint") throw new HttpProblem(INVALID_CURSOR);
    const page = await list(tenant, filter, { limit, ...(after !== undefined && { after }) });
    return pageFrom(reply, listing, {
      data: page.items.map((each) =>
        presentAudit(each, positions.seal(each.position, feedScope(tenant))),
      ),
      next: page.next === undefined ? undefined : [positions.seal(page.next, place)],
    });
  });
}

const INVALID_CURSOR = {
  status: 400,
  code: "invalid_cursor",
  title: titleOf("invalid_cursor"),
  detail: "this cursor is too old: begin with the first page",
} as const;
