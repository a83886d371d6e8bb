import type { Server } from "@holdfast/http";
import type { RouteAccess } from "@holdfast/http/access";
import { type Cursors, PAGE_QUERY } from "@holdfast/http/cursor";
import { Type } from "typebox";

import type { AccountHistory } from "../../application/account-history.ts";
import { accountNotFound } from "../../domain/ledger-refusal.ts";
import { pageFrom, placeOf } from "./list-page.ts";
import { presentBalances } from "./present-account.ts";
import { presentLine, presentStatement } from "./present-statement.ts";
import { refusalProblem } from "./refusal-problem.ts";
import { readProblems } from "./responses.ts";
import { BalancesShown, StatementShown } from "./statement-schemas.ts";
import { Time, Uuid } from "./wire-schemas.ts";

const READING: RouteAccess = { permissions: ["read:account"] };
const params = Type.Object({ id: Uuid("Of the account") });
const closed = { additionalProperties: false };
const tags = ["accounts"];

const statementSchema = {
  summary: "The entries of an account, with its balance after each",
  description:
    "In the order in which they were recorded. On every page, and over all of them, the opening balance and the changes " +
    "make the closing balance. The first page fixes where the last one ends: what is posted meanwhile moves nothing.",
  tags,
  params,
  querystring: Type.Object(
    {
      from: Type.Optional(Time("Begins with the first entry recorded then or later")),
      as_of: Type.Optional(Time("Ends with the last entry recorded by then")),
      ...PAGE_QUERY,
    },
    closed,
  ),
  response: {
    200: StatementShown,
    ...readProblems("account_not_found", "invalid_cursor", "cursor_mismatch"),
  },
};

const balancesSchema = {
  summary: "What an account holds, or held at some time",
  tags,
  params,
  querystring: Type.Object(
    { as_of: Type.Optional(Time("By what was recorded then or earlier; now if left out")) },
    closed,
  ),
  response: { 200: BalancesShown, ...readProblems("account_not_found") },
};

/** What has become of an account over time. */
export function accountHistoryRoutes(
  scope: Server,
  history: AccountHistory,
  cursors: Cursors,
): void {
  scope.get(
    "/v1/accounts/:id/statement",
    { schema: statementSchema, config: { access: READING } },
    async ({ principal, params: path, query }, reply) => {
      const account = path.id.toLowerCase();
      const { limit, cursor, from, as_of: asOf } = query;
      const { tenantId: tenant } = principal;
      const filter = { account, from: from ?? null, as_of: asOf ?? null };
      const listing = { cursors, scope: { list: "statement", tenant, filter } };
      const [after, upper] = placeOf(listing, cursor) ?? [];
      const page = await history.statement(tenant, account, {
        limit,
        ...(after !== undefined && { after: BigInt(after) }),
        ...(upper !== undefined && { upper: BigInt(upper) }),
        ...(from !== undefined && { from }),
        ...(asOf !== undefined && { asOf }),
      });
      if (page === undefined) throw refusalProblem(accountNotFound(account));
      const { next } = page;
      return {
        ...presentStatement(page),
        ...pageFrom(reply, listing, {
          data: page.lines.map(presentLine),
          next: next === undefined ? undefined : [String(next), String(page.upper)],
        }),
      };
    },
  );
  scope.get(
    "/v1/accounts/:id/balances",
    { schema: balancesSchema, config: { access: READING } },
    async ({ principal, params: path, query }) => {
      const id = path.id.toLowerCase();
      const { as_of: asOf } = query;
      const found = await history.balances(principal.tenantId, id, asOf);
      if (found === undefined) throw refusalProblem(accountNotFound(id));
      const { account, version, counters } = found;
      return {
        account: id,
        version,
        ...(asOf !== undefined && { as_of: asOf }),
        ...presentBalances(account, counters),
      };
    },
  );
}
