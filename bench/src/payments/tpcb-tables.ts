/** Branches; each has 10 tellers and 100,000 accounts. */
const SCALE = 10;
const TELLERS = 10 * SCALE;
const ACCOUNTS = 100_000 * SCALE;

/** What `pgbench --initialize --scale=10` makes. */
export const TPCB_TABLES: readonly string[] = [
  "create table pgbench_branches (bid int not null, bbalance int, filler char(88)) with (fillfactor = 100)",
  "create table pgbench_tellers (tid int not null, bid int, tbalance int, filler char(84)) with (fillfactor = 100)",
  "create table pgbench_accounts (aid int not null, bid int, abalance int, filler char(84)) with (fillfactor = 100)",
  "create table pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22))",
  `insert into pgbench_branches (bid, bbalance) select n, 0 from generate_series(1, ${SCALE}) as n`,
  `insert into pgbench_tellers (tid, bid, tbalance)
   select n, (n - 1) / 10 + 1, 0 from generate_series(1, ${TELLERS}) as n`,
  `insert into pgbench_accounts (aid, bid, abalance, filler)
   select n, (n - 1) / 100000 + 1, 0, '' from generate_series(1, ${ACCOUNTS}) as n`,
  "alter table pgbench_branches add primary key (bid)",
  "alter table pgbench_tellers add primary key (tid)",
  "alter table pgbench_accounts add primary key (aid)",
  "vacuum analyze",
];
