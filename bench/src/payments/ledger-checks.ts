import { type Database, openDatabase } from "@holdfast/postgres";
import { type Believed, verifyLog } from "@holdfast/postgres/notary";

import { serverUs } from "./processor-time.ts";
import { WrongLedger } from "./wrong-ledger.ts";

/** Looks into the service's database. */
export type LedgerChecks = AsyncDisposable & {
  /** What all tables of the schema take with their indexes, in bytes. */
  size(): Promise<number>;
  /** Processor time that the server has taken, in microseconds. */
  serverUs(): Promise<number>;
  /** Plans as in a service that has run for a day. */
  analyse(): Promise<void>;
  /**
   * Files of the write-ahead log that are there to be used again, as on a server that has run for a while: to make one
   * takes 60 to 100 ms, in which nothing commits. Needs the right to a checkpoint.
   */
  checkpoint(): Promise<void>;
  /** So many transfers, every account as they made it, nothing out of balance, the log whole. Throws `WrongLedger`. */
  check(transfers: number): Promise<void>;
};

/** As the one who migrates, who sees every tenant. */
export function ledgerChecks(adminUrl: string, believed: Believed): LedgerChecks {
  const database = openDatabase({ url: adminUrl, applicationName: "bench", max: 2 });
  return {
    size: () => numberOf(database, SIZE),
    serverUs: async () => serverUs(await numberOf(database, "select pg_backend_pid() as n")),
    async analyse() {
      await database.query({ text: "vacuum analyze" });
    },
    async checkpoint() {
      await database.query({ text: "checkpoint" });
    },
    async check(transfers) {
      const found = await numberOf(database, "select count(*)::float8 as n from payments.transfer");
      if (found !== transfers) throw new WrongLedger(`${found} transfers instead of ${transfers}`);
      const wrong = await numberOf(database, WRONG_ACCOUNTS);
      if (wrong > 0) throw new WrongLedger(`${wrong} accounts are not what their entries say`);
      const unbalanced = await numberOf(database, UNBALANCED);
      if (unbalanced > 0) throw new WrongLedger(`${unbalanced} ledgers are out of balance`);
      const { origin, verifiers } = believed;
      const log = { database, schema: "payments", origin, verifiers };
      const verdict = await verifyLog(log);
      if (!verdict.ok) throw new WrongLedger(JSON.stringify(verdict.fault));
      const events = await numberOf(database, EVENTS);
      if (verdict.verified === events) return;
      throw new WrongLedger(`${verdict.verified} events for ${events} accounts and transfers`);
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

async function numberOf(database: Database, text: string): Promise<number> {
  const { rows } = await database.query<{ readonly n: number }>({ text });
  return rows[0]?.n ?? Number.NaN;
}

const SIZE = `select sum(pg_total_relation_size(oid))::float8 as n
  from pg_class where relnamespace = 'payments'::regnamespace and relkind = 'r'`;

/** Trial balance, tenant by tenant. */
const UNBALANCED = `select count(*)::float8 as n from (
    select from payments.account group by tenant_id, ledger
    having sum(debits_posted) <> sum(credits_posted) or sum(debits_pending) <> sum(credits_pending)
  ) as ledgers`;

/** Nothing but posted transfers is made here. The versions of an account's entries have no gaps. */
const WRONG_ACCOUNTS = `select count(*)::float8 as n
  from payments.account as a left join (
    select account_id, count(*) as entries, max(version) as newest,
      sum(amount) filter (where side = 'debit') as debits, sum(amount) filter (where side = 'credit') as credits
    from payments.entry group by account_id
  ) as e on e.account_id = a.id
  where (a.version, a.version, a.debits_posted, a.credits_posted, a.debits_pending, a.credits_pending)
    is distinct from (coalesce(e.entries, 0), coalesce(e.newest, 0), coalesce(e.debits, 0), coalesce(e.credits, 0), 0, 0)`;

/** One event opens an account, one makes a transfer. */
const EVENTS =
  "select ((select count(*) from payments.account) + (select count(*) from payments.transfer))::float8 as n";
