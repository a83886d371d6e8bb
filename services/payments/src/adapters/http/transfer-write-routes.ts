import type { Server } from "@holdfast/http";
import type { RouteAccess } from "@holdfast/http/access";
import { Type } from "typebox";

import type { LedgerDone } from "../../application/ledger-request.ts";
import type { DemandForce } from "./demand-force.ts";
import type { LedgerWrites, Told } from "./ledger-writes.ts";
import { presentRecord } from "./present-transfer.ts";
import { type ProblemCode, writeProblems } from "./responses.ts";
import { postOf, reversalOf, transferOf, voidOf } from "./transfer-commands.ts";
import {
  PostBody,
  ReverseBody,
  TransferBody,
  TransferRecord,
  VoidBody,
} from "./transfer-schemas.ts";
import { KeyHeaders, Uuid } from "./wire-schemas.ts";

const WRITING: RouteAccess = { permissions: ["write:transfer"] };

/** What every transfer may be refused with. */
export const OF_EVERY_TRANSFER = [
  "invalid_amount",
  "invalid_id",
  "account_not_found",
  "accounts_must_be_different",
  "currency_mismatch",
  "account_frozen",
  "account_closed",
  "insufficient_funds",
  "overflow",
  "exists_with_different_flags",
  "exists_with_different_pending_id",
  "exists_with_different_timeout_s",
  "exists_with_different_debit_account",
  "exists_with_different_credit_account",
  "exists_with_different_amount",
  "exists_with_different_user_data",
  "exists_with_different_ledger",
  "exists_with_different_code",
  "id_already_failed",
] as const satisfies readonly ProblemCode[];

const OF_HOLDS = [
  "pending_transfer_not_found",
  "transfer_not_pending",
  "transfer_of_payment",
  "pending_transfer_already_posted",
  "pending_transfer_already_voided",
  "pending_transfer_expired",
] as const satisfies readonly ProblemCode[];

const common = { tags: ["transfers"], headers: KeyHeaders };
const ofOne = { ...common, params: Type.Object({ id: Uuid("Of the transfer") }) };

/** 200 for one that was made before under its id. */
function answers(...codes: readonly ProblemCode[]) {
  return { 201: TransferRecord, 200: TransferRecord, ...writeProblems(...codes) };
}

/** What a route needs to make transfers. */
export type TransferWriting = {
  readonly writes: LedgerWrites;
  readonly newId: () => string;
};

/** Moves money, and ends holds. */
export function transferWriteRoutes(scope: Server, writing: TransferWriting): void {
  createRoute(scope, writing);
  postRoute(scope, writing);
  voidRoute(scope, writing);
}

function createRoute(scope: Server, { writes, newId }: TransferWriting): void {
  const url = "/v1/transfers";
  const perform = writes.route({ url, action: "transfer.create", tell: tellTransfer });
  const schema = {
    ...common,
    summary: "Move money, or hold it",
    body: TransferBody,
    response: answers(...OF_EVERY_TRANSFER, "unknown_currency", "condition_failed"),
  };
  scope.post(url, { schema, config: { access: WRITING } }, async (request, reply) => {
    await perform(request, reply, () => transferOf(request.body, newId));
    return reply;
  });
}

function postRoute(scope: Server, { writes, newId }: TransferWriting): void {
  const url = "/v1/transfers/:id/post";
  const perform = writes.route({ url, action: "transfer.post", tell: tellTransfer });
  const schema = {
    ...ofOne,
    summary: "Post a hold, all of it or a part",
    body: PostBody,
    response: answers(...OF_EVERY_TRANSFER, ...OF_HOLDS, "exceeds_pending_transfer_amount"),
  };
  scope.post(url, { schema, config: { access: WRITING } }, async (request, reply) => {
    await perform(request, reply, () => postOf(request.params.id, request.body, newId));
    return reply;
  });
}

function voidRoute(scope: Server, { writes, newId }: TransferWriting): void {
  const url = "/v1/transfers/:id/void";
  const perform = writes.route({ url, action: "transfer.void", tell: tellTransfer });
  const schema = {
    ...ofOne,
    summary: "Release a hold",
    body: VoidBody,
    response: answers(...OF_EVERY_TRANSFER, ...OF_HOLDS),
  };
  scope.post(url, { schema, config: { access: WRITING } }, async (request, reply) => {
    await perform(request, reply, () => voidOf(request.params.id, request.body, newId));
    return reply;
  });
}

/** What a route needs to take money back. */
export type Reversing = TransferWriting & {
  readonly demandForce: DemandForce;
};

/** Takes money back. */
export function reverseRoute(scope: Server, { writes, newId, demandForce }: Reversing): void {
  const url = "/v1/transfers/:id/reverse";
  const perform = writes.route({ url, action: "transfer.reverse", tell: tellTransfer });
  const schema = {
    ...ofOne,
    summary: "Take back what a transfer has moved, all of it or a part",
    description:
      "With `force` it also needs `force:transfer`, and is `transfer.reverse_forced` in the audit.",
    body: ReverseBody,
    response: answers(
      ...OF_EVERY_TRANSFER,
      "transfer_not_found",
      "transfer_not_reversible",
      "transfer_of_payment",
      "exceeds_reversible_amount",
    ),
  };
  scope.post(url, { schema, config: { access: WRITING } }, async (request, reply) => {
    if (request.body.force === true) await demandForce(request);
    await perform(request, reply, () => reversalOf(request.params.id, request.body, newId));
    return reply;
  });
}

function tellTransfer({ results, transfers, accounts }: LedgerDone): Told {
  const [result] = results;
  const recorded = result && transfers.get(result.id);
  if (recorded === undefined) throw new RangeError("a transfer that was made is not told");
  const { id } = recorded.transfer;
  const headers = { location: `/v1/transfers/${id}` };
  const status = result?.status === "exists" ? 200 : 201;
  return { status, headers, body: presentRecord(recorded, accounts) };
}
