import type { Database } from "@holdfast/postgres";

import { LedgerBusy } from "../../application/ledger-busy.ts";
import type { LedgerVerification, VerifyLedger } from "../../application/trial-balance.ts";
import { becomeTenant } from "./as-tenant.ts";
import { LedgerComparison } from "./ledger-comparison.ts";
import { surplusOf } from "./ledger-surplus.ts";

/** How much is kept in memory. */
export type VerifyLedgerOptions = {
  /** Accounts at a time; 50,000. A ledger with more of them is replayed several times. */
  readonly accountsMax?: number;
  /** Events at a time; 1,000. */
  readonly eventsMax?: number;
};

const ACCOUNTS_MAX = 50_000;
const EVENTS_MAX = 1_000;
/** More would tell nobody more. */
const DIFFERENCES_MAX = 100;

/** Compares ledgers with their log in one snapshot; one of them at a time, over a connection that nobody else waits for. */
export function verifyLedger(
  database: Database,
  schema: string,
  options: VerifyLedgerOptions = {},
): VerifyLedger {
  const { accountsMax = ACCOUNTS_MAX, eventsMax = EVENTS_MAX } = options;
  let isUnderWay = false;
  const verify = (tenant: string, ledger: string, signal: AbortSignal) =>
    database.transaction(
      async (tx): Promise<LedgerVerification> => {
        await becomeTenant(tx, tenant);
        const place = { schema, tenant, ledger, eventsMax, max: DIFFERENCES_MAX };
        const { rows } = await tx.query<{ accounts: number; transfers: number }>({
          text: `select (select count(*)::int from ${schema}.account
              where tenant_id = $1 and ledger = $2) as accounts,
            (select count(*)::int from ${schema}.transfer where tenant_id = $1 and ledger = $2) as transfers`,
          values: [tenant, ledger],
        });
        const { accounts = 0, transfers = 0 } = rows[0] ?? {};
        const comparison = new LedgerComparison(tx, place);
        const parts = Math.max(1, Math.ceil(accounts / accountsMax));
        for (let part = 0; part < parts && !comparison.isFull; part += 1) {
          await comparison.comparePart({ part, parts }, signal);
        }
        const surplus = await surplusOf(tx, place, transfers > comparison.transfers);
        const differences = [...comparison.differences, ...surplus].slice(0, DIFFERENCES_MAX);
        return { events: comparison.events, differences };
      },
      { isolation: "repeatable read", readOnly: true, signal },
    );
  return async (tenant, ledger, signal) => {
    if (isUnderWay) throw new LedgerBusy();
    isUnderWay = true;
    try {
      return await verify(tenant, ledger, signal);
    } finally {
      isUnderWay = false;
    }
  };
}
