import type { Server } from "@holdfast/http";
import type { RouteAccess } from "@holdfast/http/access";
import type { Cursors } from "@holdfast/http/cursor";
import { Type } from "typebox";

import type { AccountHistory, StatementAsked } from "../../application/account-history.ts";
import type { EffectiveHistory } from "../../application/effective-history.ts";
import { exponentOf } from "../../domain/currencies.ts";
import { accountNotFound } from "../../domain/ledger-refusal.ts";
import { pageFrom, placeOf } from "./list-page.ts";
import { presentBalances } from "./present-account.ts";
import { presentLine, presentStatement } from "./present-statement.ts";
import { refusalProblem } from "./refusal-problem.ts";
import { readProblems } from "./responses.ts";
import {
  BalancesQuery,
  BalancesShown,
  StatementQuery,
  StatementShown,
} from "./statement-schemas.ts";
import { Uuid } from "./wire-schemas.ts";

const READING: RouteAccess = { permissions: ["read:account"] };
const params = Type.Object({ id: Uuid("Of the account") });
const tags = ["accounts"];

const statementSchema = {
  summary: "The entries of an account, with its balance after each",
  description:
    "In the order in which they were recorded, or with `by=effective` in that in which they are to count: then without " +
    "holds, and as all of it is known when it is asked for. On every page, and over all of them, the opening balance and the changes " +
    "make the closing balance. Where `from` is later than `as_of` there are no entries, and both balances are those `as_of` then. " +
    "The first page fixes where the last one ends: what is posted meanwhile moves nothing.",
  tags,
  params,
  querystring: StatementQuery,
  response: {
    200: StatementShown,
    ...readProblems("account_not_found", "invalid_cursor", "cursor_mismatch"),
  },
};

const balancesSchema = {
  summary: "What an account holds, or held at some time",
  tags,
  params,
  querystring: BalancesQuery,
  response: {
    200: BalancesShown,
    ...readProblems("account_not_found"),
  },
};

/** What the routes read. */
export type AccountHistories = {
  readonly recorded: AccountHistory;
  readonly effective: EffectiveHistory;
  readonly cursors: Cursors;
};

/** What has become of an account over time. */
export function accountHistoryRoutes(scope: Server, histories: AccountHistories): void {
  statementRoute(scope, histories);
  balancesRoute(scope, histories);
}

function statementRoute(scope: Server, histories: AccountHistories): void {
  const { cursors } = histories;
  scope.get(
    "/v1/accounts/:id/statement",
    { schema: statementSchema, config: { access: READING } },
    async ({ principal, params: path, query }, reply) => {
      const account = path.id.toLowerCase();
      const { limit, cursor, from, as_of: asOf, by = "recorded" } = query;
      const { tenantId: tenant } = principal;
      const filter = { account, from: from ?? null, as_of: asOf ?? null, by };
      const listing = { cursors, scope: { list: "statement", tenant, filter } };
      const page = await histories[by].statement(tenant, account, {
        limit,
        ...spanOf(placeOf(listing, cursor)),
        ...(from !== undefined && { from }),
        ...(asOf !== undefined && { asOf }),
      });
      if (page === undefined) throw refusalProblem(accountNotFound(account));
      const { next } = page;
      return {
        ...presentStatement(page),
        ...pageFrom(reply, listing, {
          data: page.lines.map((line) => presentLine(line, by)),
          next: next === undefined ? undefined : [String(next), String(page.upper)],
        }),
      };
    },
  );
}

/** Where a page goes on, and where the last one ends. */
function spanOf([after, upper]: readonly string[] = []): Pick<StatementAsked, "after" | "upper"> {
  return {
    ...(after !== undefined && { after: BigInt(after) }),
    ...(upper !== undefined && { upper: BigInt(upper) }),
  };
}

function balancesRoute(scope: Server, { recorded, effective }: AccountHistories): void {
  scope.get(
    "/v1/accounts/:id/balances",
    { schema: balancesSchema, config: { access: READING } },
    async ({ principal, params: path, query }) => {
      const id = path.id.toLowerCase();
      const { as_of: asOf, by } = query;
      const told = { account: id, ...(asOf !== undefined && { as_of: asOf }) };
      if (by === "effective") {
        const found = await effective.balance(principal.tenantId, id, asOf);
        if (found === undefined) throw refusalProblem(accountNotFound(id));
        const { account, entries, posted } = found;
        const { ledger: currency } = account;
        return { ...told, entries, currency, exponent: exponentOf(currency), posted };
      }
      const found = await recorded.balances(principal.tenantId, id, asOf);
      if (found === undefined) throw refusalProblem(accountNotFound(id));
      const { account, version, counters } = found;
      return { ...told, version, ...presentBalances(account, counters) };
    },
  );
}
