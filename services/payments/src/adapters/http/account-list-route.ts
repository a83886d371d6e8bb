import type { Server } from "@holdfast/http";
import type { RouteAccess } from "@holdfast/http/access";
import type { Cursors } from "@holdfast/http/cursor";

import type { ListAccounts } from "../../application/account-list.ts";
import { AccountsPage, AccountsQuery } from "./account-schemas.ts";
import { pageFrom, placeOf } from "./list-page.ts";
import { presentAccount } from "./present-account.ts";
import { readProblems } from "./responses.ts";

const READING: RouteAccess = { permissions: ["read:account"] };

const schema = {
  summary: "Accounts in the order of their opening",
  tags: ["accounts"],
  querystring: AccountsQuery,
  response: { 200: AccountsPage, ...readProblems("invalid_cursor", "cursor_mismatch") },
};

/** The list of accounts. */
export function accountListRoute(scope: Server, list: ListAccounts, cursors: Cursors): void {
  scope.get(
    "/v1/accounts",
    { schema, config: { access: READING } },
    async ({ principal, query }, reply) => {
      const { limit, cursor, ...filter } = query;
      const { tenantId: tenant } = principal;
      const listing = { cursors, scope: { list: "accounts", tenant, filter } };
      const [at, id] = placeOf(listing, cursor) ?? [];
      const after = at === undefined || id === undefined ? {} : { after: { at, id } };
      const { items, next } = await list(tenant, filter, { limit, ...after });
      return pageFrom(reply, listing, {
        data: items.map(presentAccount),
        next: next && [next.at, next.id],
      });
    },
  );
}
