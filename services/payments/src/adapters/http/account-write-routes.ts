import type { Server } from "@holdfast/http";
import type { RouteAccess } from "@holdfast/http/access";
import { Type } from "typebox";

import type { LedgerDone } from "../../application/ledger-request.ts";
import type { Account } from "../../domain/account.ts";
import type { ChangeStatus } from "../../domain/ledger-command.ts";
import { limitsChangeOf, openingOf, statusChangeOf } from "./account-commands.ts";
import { AccountShown, LimitsBody, OpenAccountBody, StatusBody } from "./account-schemas.ts";
import type { LedgerWrites, Told } from "./ledger-writes.ts";
import { presentAccount, tagOf } from "./present-account.ts";
import { type ProblemCode, writeProblems } from "./responses.ts";
import { KeyHeaders, Uuid } from "./wire-schemas.ts";

const tags = ["accounts"];
const OPENING: RouteAccess = { permissions: ["write:account"] };
const DECIDING: RouteAccess = { permissions: ["admin:account"] };

const openSchema = {
  summary: "Open an account",
  description: "Its balance is nothing: money comes by transfers, from an account of the house.",
  tags,
  headers: KeyHeaders,
  body: OpenAccountBody,
  response: {
    201: AccountShown,
    200: AccountShown,
    ...writeProblems(
      "invalid_amount",
      "invalid_id",
      "unknown_currency",
      "account_number_taken",
      "account_exists_with_different_content",
    ),
  },
};

const decideSchema = {
  tags,
  params: Type.Object({ id: Uuid("Of the account") }),
  headers: Type.Object({
    ...KeyHeaders.properties,
    "if-match": Type.Optional(
      Type.String({
        maxLength: 100,
        description: "The `ETag` of the account as you saw it: 412 if it is another by now",
        examples: ['"1.3"'],
      }),
    ),
  }),
};

type StatusRoute = {
  readonly type: ChangeStatus["type"];
  readonly verb: string;
  readonly summary: string;
  readonly codes: readonly ProblemCode[];
};

const STATUS_ROUTES: readonly StatusRoute[] = [
  {
    type: "FreezeAccount",
    verb: "freeze",
    summary: "Freeze an account: nothing new is moved on it",
    codes: ["account_frozen", "account_closed"],
  },
  {
    type: "UnfreezeAccount",
    verb: "unfreeze",
    summary: "Unfreeze an account",
    codes: ["account_not_frozen"],
  },
  {
    type: "CloseAccount",
    verb: "close",
    summary: "Close an account, which has to be empty",
    codes: ["account_frozen", "account_closed", "account_not_empty"],
  },
  {
    type: "ReopenAccount",
    verb: "reopen",
    summary: "Open a closed account again",
    codes: ["account_not_closed"],
  },
];

/** Opens accounts and decides about them. */
export function accountWriteRoutes(
  scope: Server,
  writes: LedgerWrites,
  { newId }: { readonly newId: () => string },
): void {
  openRoute(scope, writes, newId);
  for (const { type, verb, summary, codes } of STATUS_ROUTES) {
    const url = `/v1/accounts/:id/${verb}`;
    const perform = writes.route({ url, action: `account.${verb}`, tell: tellDecided });
    const schema = {
      ...decideSchema,
      summary,
      body: StatusBody,
      response: {
        200: AccountShown,
        ...writeProblems("account_not_found", "version_conflict", ...codes),
      },
    };
    scope.post(url, { schema, config: { access: DECIDING } }, async (request, reply) => {
      const target = { id: request.params.id, ifMatch: request.headers["if-match"] };
      await perform(request, reply, () => statusChangeOf(type, target, request.body));
      return reply;
    });
  }
  limitsRoute(scope, writes);
}

function openRoute(scope: Server, writes: LedgerWrites, newId: () => string): void {
  const url = "/v1/accounts";
  const perform = writes.route({ url, action: "account.open", tell: tellOpened });
  scope.post(url, { schema: openSchema, config: { access: OPENING } }, async (request, reply) => {
    await perform(request, reply, () => openingOf(request.body, newId));
    return reply;
  });
}

function limitsRoute(scope: Server, writes: LedgerWrites): void {
  const url = "/v1/accounts/:id/limits";
  const perform = writes.route({ url, action: "account.limits", tell: tellDecided });
  const schema = {
    ...decideSchema,
    summary: "Change what an account may do",
    description: "What it has done already stays, even if it could not be done any more.",
    body: LimitsBody,
    response: {
      200: AccountShown,
      ...writeProblems("invalid_amount", "account_not_found", "version_conflict", "account_closed"),
    },
  };
  scope.post(url, { schema, config: { access: DECIDING } }, async (request, reply) => {
    const target = { id: request.params.id, ifMatch: request.headers["if-match"] };
    await perform(request, reply, () => limitsChangeOf(target, request.body));
    return reply;
  });
}

function tellOpened(done: LedgerDone): Told {
  const account = accountOf(done);
  const headers = { location: `/v1/accounts/${account.id}`, etag: tagOf(account) };
  return { status: done.isNew ? 201 : 200, headers, body: presentAccount(account) };
}

function tellDecided(done: LedgerDone): Told {
  const account = accountOf(done);
  return { status: 200, headers: { etag: tagOf(account) }, body: presentAccount(account) };
}

function accountOf({ account }: LedgerDone): Account {
  if (account === undefined) throw new RangeError("a decision about an account tells of none");
  return account;
}
