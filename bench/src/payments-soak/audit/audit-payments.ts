import type { Database } from "@holdfast/postgres";
import { verifyLog } from "@holdfast/postgres/notary";

import type { Plan } from "../plan.ts";
import type { ServiceKeys } from "../service-keys.ts";
import type { Told } from "../told.ts";
import { auditAnswers } from "./audit-answers.ts";
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
};

/** Whether log, tables and answers agree, and no rule is broken; returns what does not, and where one is. */
export async function auditPayments({
  admin,
  plan,
  told,
  keys,
}: Evidence): Promise<readonly string[]> {
  const log = (await admin.query<Logged>({ text: LOGGED })).rows;
  const accounts = (await admin.query<Row>({ text: ACCOUNT_ROWS })).rows;
  const transfers = (await admin.query<Row>({ text: TRANSFER_ROWS })).rows;
  const { books, found } = replayLog(log, { conditions: plan.conditions, forced: forcedIn(plan) });
  const { origin, verifiers, witness } = keys;
  const believed = { origin, verifiers, witness };
  const verdict = await verifyLog({ database: admin, schema: "payments", ...believed });
  return [
    ...(verdict.ok ? [] : [`the log: ${JSON.stringify(verdict.fault)}`]),
    ...found,
    ...compareRows(books, { accounts, transfers }),
    ...auditAnswers(told, { books, tenants: plan.tenants }),
  ];
}

function forcedIn({ operations }: Plan): ReadonlySet<string> {
  const forced = operations.filter(({ body }) => body.includes('"force":true'));
  return new Set(forced.flatMap(({ marks }) => marks));
}
