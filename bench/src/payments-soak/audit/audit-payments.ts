import type { Database } from "@holdfast/postgres";
import { verifyLog } from "@holdfast/postgres/notary";

import type { ServiceKeys } from "../../payments/service-keys.ts";
import type { Plan } from "../plan.ts";
import type { Told } from "../told.ts";
import { auditAnswers, PAYMENT_STEP } from "./audit-answers.ts";
import { auditRail, type Payment, PAYMENTS, type Submission } from "./audit-rail.ts";
import { type Books, keyOf } from "./books.ts";
import { ACCOUNT_ROWS, compareRows, type Row, TRANSFER_ROWS } from "./compare-rows.ts";
import { type Logged, LOGGED } from "./logged.ts";
import { replayLog } from "./replay-log.ts";

/** What is left once all is over. */
export type Evidence = {
  /** As one who sees every tenant. */
  readonly admin: Database;
  readonly plan: Plan;
  readonly told: readonly Told[];
  readonly keys: ServiceKeys;
  /** What the rail has in its books. */
  readonly submissions: readonly Submission[];
};

/** Whether log, tables and answers agree, and no rule is broken; returns what does not, and where one is. */
export async function auditPayments(evidence: Evidence): Promise<readonly string[]> {
  const { admin, plan, told, keys, submissions } = evidence;
  const payments = (await admin.query<Payment>({ text: PAYMENTS })).rows;
  const log = (await admin.query<Logged>({ text: LOGGED })).rows.map(markedBy(payments));
  const accounts = (await admin.query<Row>({ text: ACCOUNT_ROWS })).rows;
  const transfers = (await admin.query<Row>({ text: TRANSFER_ROWS })).rows;
  const { books, found } = replayLog(log, { conditions: plan.conditions, forced: forcedIn(plan) });
  countPayments(payments, books);
  const { origin, verifiers, witness } = keys;
  const believed = { origin, verifiers, witness };
  const verdict = await verifyLog({ database: admin, schema: "payments", ...believed });
  return [
    ...(verdict.ok ? [] : [`the log: ${JSON.stringify(verdict.fault)}`]),
    ...found,
    ...compareRows(books, { accounts, transfers }),
    ...auditRail(payments, submissions, books),
    ...auditAnswers(told, { books, tenants: plan.tenants }),
  ];
}

/** What a payment has done by itself is nothing that a client has asked for in so many words. */
function markedBy(payments: readonly Payment[]): (event: Logged) => Logged {
  const steps = new Set(
    payments.flatMap(({ hold, post, release, reversal }) => [hold, post, release, reversal]),
  );
  return (event) => {
    const step = event.by ?? event.transfer ?? "";
    const isStep = steps.has(step) && event.type !== "TransferReversed";
    return isStep ? { ...event, mark: `${PAYMENT_STEP} ${step}` } : event;
  };
}

function countPayments(payments: readonly Payment[], { effects }: Books): void {
  for (const { tenant, id } of payments) {
    const key = keyOf(tenant, id);
    effects.set(key, (effects.get(key) ?? 0) + 1);
  }
}

function forcedIn({ operations }: Plan): ReadonlySet<string> {
  const forced = operations.filter(({ body }) => body.includes('"force":true'));
  return new Set(forced.flatMap(({ marks }) => marks));
}
