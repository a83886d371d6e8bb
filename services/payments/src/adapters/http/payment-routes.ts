import type { Server } from "@holdfast/http";
import type { RouteAccess } from "@holdfast/http/access";
import { type Cursors, linkNext, pageOf } from "@holdfast/http/cursor";
import { Type } from "typebox";

import type { ListPayments, ReadPayment } from "../../application/payment-ports.ts";
import { paymentNotFound } from "../../domain/payment/payment-refusal.ts";
import { PaymentShown, PaymentsPage, PaymentsQuery } from "./payment-schemas.ts";
import { presentListed, presentPayment } from "./present-payment.ts";
import { refusalProblem } from "./refusal-problem.ts";
import { readProblems } from "./responses.ts";
import { Uuid } from "./wire-schemas.ts";

const READING: RouteAccess = { permissions: ["read:payment"] };
const tags = ["payments"];

/** What the routes read from. */
export type PaymentReads = {
  readonly read: ReadPayment;
  readonly list: ListPayments;
  readonly cursors: Cursors;
};

/** Payments, one by one and in lists. */
export function paymentRoutes(scope: Server, { read, list, cursors }: PaymentReads): void {
  scope.get(
    "/v1/payments/:id",
    {
      schema: {
        summary: "A payment, and what has become of it",
        tags,
        params: Type.Object({ id: Uuid("Of the payment") }),
        response: {
          200: PaymentShown,
          ...readProblems("payment_not_found", "keys_away", "rail_not_configured"),
        },
      },
      config: { access: READING },
    },
    async ({ principal, params }) => {
      const id = params.id.toLowerCase();
      const shown = presentPayment(await read(principal.tenantId, id));
      if (shown === undefined) throw refusalProblem(paymentNotFound(id));
      return shown;
    },
  );
  scope.get(
    "/v1/payments",
    {
      schema: {
        summary: "Payments, the newest first",
        description: "A moment behind: what was just done may be missing.",
        tags,
        querystring: PaymentsQuery,
        response: {
          200: PaymentsPage,
          ...readProblems("invalid_cursor", "cursor_mismatch", "rail_not_configured"),
        },
      },
      config: { access: READING },
    },
    async ({ principal, query }, reply) => {
      const { limit, cursor, state } = query;
      const place = {
        list: "payments",
        tenant: principal.tenantId,
        filter: { state: state ?? "" },
      };
      const [requestedAt = "", id = ""] = cursor === undefined ? [] : cursors.open(cursor, place);
      const rows = await list(principal.tenantId, {
        ...(state !== undefined && { state }),
        ...(cursor !== undefined && { after: { requestedAt, id } }),
        max: limit + 1,
      });
      const page = pageOf(rows, {
        limit,
        cursorOf: (last) => cursors.seal([last.requestedAt, last.id], place),
      });
      return linkNext(reply, { ...page, data: page.data.map(presentListed) });
    },
  );
}
