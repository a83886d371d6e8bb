import type { HttpProblem, Server } from "@holdfast/http";
import type { RouteAccess } from "@holdfast/http/access";
import { Type } from "typebox";

import type { AccountReader } from "../../application/ledger-readers.ts";
import { accountNotFound } from "../../domain/ledger-refusal.ts";
import { AccountNumber, AccountShown } from "./account-schemas.ts";
import { presentAccount, tagOf } from "./present-account.ts";
import { refusalProblem } from "./refusal-problem.ts";
import { readProblems } from "./responses.ts";
import { Uuid } from "./wire-schemas.ts";

const READING: RouteAccess = { permissions: ["read:account"] };

const common = {
  tags: ["accounts"],
  response: { 200: AccountShown, ...readProblems("account_not_found") },
};

/** Single accounts, by id and by number. */
export function accountRoutes(scope: Server, reader: AccountReader): void {
  scope.get(
    "/v1/accounts/:id",
    {
      schema: {
        ...common,
        summary: "An account, by its id",
        params: Type.Object({ id: Uuid("Of the account") }),
      },
      config: { access: READING },
    },
    async ({ principal, params }, reply) => {
      const id = params.id.toLowerCase();
      const account = await reader.byId(principal.tenantId, id);
      if (account === undefined) throw notFound(id);
      reply.header("etag", tagOf(account));
      return presentAccount(account);
    },
  );
  scope.get(
    "/v1/accounts/by-number/:number",
    {
      schema: {
        ...common,
        summary: "An account, by its number",
        params: Type.Object({ number: AccountNumber("Of the account") }),
      },
      config: { access: READING },
    },
    async ({ principal, params }, reply) => {
      const account = await reader.byNumber(principal.tenantId, params.number);
      if (account === undefined) throw notFound(params.number);
      reply.header("etag", tagOf(account));
      return presentAccount(account);
    },
  );
}

function notFound(name: string): HttpProblem {
  return refusalProblem(accountNotFound(name));
}
