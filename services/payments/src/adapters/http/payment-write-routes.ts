import { refuse } from "@holdfast/cqrs";
import type { Server } from "@holdfast/http";
import type { RouteAccess } from "@holdfast/http/access";
import { type Static, Type } from "typebox";

import type { AccountReader } from "../../application/ledger-readers.ts";
import type { ReadPayment } from "../../application/payment-ports.ts";
import type { PaymentDone } from "../../application/payment-request.ts";
import { clearingNumber, requestOf } from "../../application/request-payment.ts";
import { accountNotFound, type LedgerRefusal } from "../../domain/ledger-refusal.ts";
import { clearingMissing } from "../../domain/payment/payment-refusal.ts";
import type { PaymentCommand } from "../../domain/payment/payment.ts";
import { knownCurrency } from "./account-commands.ts";
import type { Told } from "./ledger-writes.ts";
import {
  PaymentBody,
  PaymentNamed,
  PaymentShown,
  ResolveBody,
  ResumeBody,
} from "./payment-schemas.ts";
import type { AskedOfPayment, PaymentWrites } from "./payment-writes.ts";
import { presentPayment } from "./present-payment.ts";
import { writeProblems } from "./responses.ts";
import { KeyHeaders, Uuid } from "./wire-schemas.ts";

const tags = ["payments"];
const PAYING: RouteAccess = { permissions: ["write:payment"] };
const DECIDING: RouteAccess = { permissions: ["admin:payment"] };

/** What the routes need. */
export type PaymentWriteRoutes = {
  readonly writes: PaymentWrites;
  readonly accounts: AccountReader;
  readonly read: ReadPayment;
  readonly newId: () => string;
};

const requestSchema = {
  summary: "Pay to the outside",
  description:
    "The money is held, given to the rail, and moved as the rail says it has. Payments in a currency go through the account whose number is `CLEARING-` and its code.",
  tags,
  headers: KeyHeaders,
  body: PaymentBody,
  response: {
    202: PaymentShown,
    200: PaymentShown,
    ...writeProblems(
      "invalid_amount",
      "unknown_currency",
      "account_not_found",
      "currency_mismatch",
      "accounts_must_be_different",
      "clearing_account_missing",
      "payment_exists_with_different_content",
      "subject_erased",
      "keys_away",
      "rail_not_configured",
    ),
  },
};

const resumeSchema = {
  summary: "Let a payment go on that needed somebody",
  description: "What was refused is tried again; where the rail says nothing, it is asked at once.",
  tags,
  params: Type.Object({ id: Uuid("Of the payment") }),
  headers: KeyHeaders,
  body: ResumeBody,
  response: {
    202: PaymentNamed,
    ...writeProblems(
      "payment_not_found",
      "payment_needs_no_attention",
      "keys_away",
      "rail_not_configured",
    ),
  },
};

const resolveSchema = {
  summary: "Say how a payment ended of which the rail says nothing",
  description:
    "For a payment that needs or has needed attention and of which the rail has not said how it ended: the money is moved as if the rail had said it, and the rail is not asked any more. If its feed tells another end later, the payment needs attention again. Be sure that the rail has it, or will never have it: an attempt under way may still arrive.",
  tags,
  params: Type.Object({ id: Uuid("Of the payment") }),
  headers: KeyHeaders,
  body: ResolveBody,
  response: {
    202: PaymentNamed,
    ...writeProblems(
      "payment_not_found",
      "payment_needs_no_attention",
      "payment_outcome_known",
      "keys_away",
      "rail_not_configured",
    ),
  },
};

/** Begins payments, and lets those go on that are stuck. */
export function paymentWriteRoutes(scope: Server, parts: PaymentWriteRoutes): void {
  beginningRoute(scope, parts);
  attendedRoutes(scope, parts);
}

function beginningRoute(scope: Server, parts: PaymentWriteRoutes): void {
  const { writes, read, newId } = parts;
  const tellRequested = (tenant: string, done: PaymentDone): Promise<Told> =>
    requested(read, tenant, done);
  const request = writes.route({
    url: "/v1/payments",
    action: "payment.request",
    tell: tellRequested,
  });
  const creating = { schema: requestSchema, config: { access: PAYING } };
  scope.post("/v1/payments", creating, async (asked, reply) => {
    const { tenantId } = asked.principal;
    await request(asked, reply, () => wanted(parts, tenantId, { body: asked.body, newId }));
    return reply;
  });
}

/** What somebody tells of a payment. */
type Attended = Extract<PaymentCommand, { readonly payment: string; readonly reason: string }>;

/** What somebody tells of a payment that needed attention. */
function attendedRoutes(scope: Server, { writes }: PaymentWriteRoutes): void {
  const routeOf = (deed: "resume" | "resolve") =>
    writes.route({
      url: `/v1/payments/:id/${deed}`,
      action: `payment.${deed}`,
      tell: async (_tenant, { payment: id }) => ({ status: 202, headers: at(id), body: { id } }),
    });
  const about = (command: Attended): AskedOfPayment => {
    const { payment, reason } = command;
    return { payment, command, resource: `payment:${payment}`, reason };
  };
  const resume = routeOf("resume");
  const resuming = { schema: resumeSchema, config: { access: DECIDING } };
  scope.post("/v1/payments/:id/resume", resuming, async (asked, reply) => {
    const { reason } = asked.body;
    const payment = asked.params.id.toLowerCase();
    await resume(asked, reply, async () => about({ type: "ResumePayment", payment, reason }));
    return reply;
  });
  const resolve = routeOf("resolve");
  const resolving = { schema: resolveSchema, config: { access: DECIDING } };
  scope.post("/v1/payments/:id/resolve", resolving, async (asked, reply) => {
    const { outcome, reason } = asked.body;
    const payment = asked.params.id.toLowerCase();
    const command = { type: "ResolvePayment", payment, outcome, reason } as const;
    await resolve(asked, reply, async () => about(command));
    return reply;
  });
}

function at(id: string): { readonly location: string } {
  return { location: `/v1/payments/${id}` };
}

/** What is told of a payment that was asked for: how it stood when it was. */
async function requested(
  read: ReadPayment,
  tenant: string,
  { payment: id, isNew }: PaymentDone,
): Promise<Told> {
  const [first] = await read(tenant, id);
  const body = first && presentPayment([first]);
  if (body === undefined) throw new RangeError("a payment that was asked for tells nothing");
  return { status: isNew ? 202 : 200, headers: at(id), body };
}

type Wanted = { readonly body: Static<typeof PaymentBody>; readonly newId: () => string };

/** The command that a body asks for, or why the accounts do not allow it. */
async function wanted(
  { accounts }: Pick<PaymentWriteRoutes, "accounts">,
  tenant: string,
  { body, newId }: Wanted,
): Promise<AskedOfPayment> {
  const { currency, creditor, debtor, reference = "" } = body;
  knownCurrency(currency, "/currency");
  const payment = body.id?.toLowerCase() ?? newId();
  const payer = body.account.toLowerCase();
  const amount = BigInt(body.amount);
  const asking = { resource: `account:${payer}`, amount, currency };
  const [found, through] = await Promise.all([
    accounts.byId(tenant, payer),
    accounts.byNumber(tenant, clearingNumber(currency)),
  ]);
  if (found === undefined) return { ...asking, refusal: accountNotFound(payer) };
  if (through === undefined) {
    return { ...asking, refusal: clearingMissing(clearingNumber(currency)) };
  }
  const refusal = mismatch(found.ledger, { currency, isClearing: through.id === payer, payer });
  if (refusal !== undefined) return { ...asking, refusal };
  const terms = { payer, clearing: through.id, amount, currency, creditor, debtor, reference };
  return { ...asking, payment, command: requestOf(tenant, payment, terms) };
}

function mismatch(
  debit: string,
  {
    currency,
    isClearing,
    payer,
  }: { readonly currency: string; readonly isClearing: boolean; readonly payer: string },
): LedgerRefusal | undefined {
  if (debit !== currency) {
    const sentence = `${currency} cannot be paid from an account in ${debit}`;
    return refuse("currency_mismatch", sentence, { debit, credit: currency });
  }
  if (!isClearing) return undefined;
  const sentence = "money is not paid from the account that payments go through";
  return refuse("accounts_must_be_different", sentence, { account: payer });
}
