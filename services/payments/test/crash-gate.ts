import { openDatabase } from "@holdfast/postgres";

import { until } from "./paying.ts";

/**
 * Holds up the service at the very moment at which it writes something: its transaction waits inside the database, with
 * all before it done and nothing after it, so that a kill meets exactly that line.
 */
export type CrashGate = AsyncDisposable & {
  /** The next write of that name waits: `payment FundsHeld`, `payment_process CommandAccepted hold`, `rail_submission`. */
  close(point: string): Promise<void>;
  /** Waits until somebody waits. */
  met(): Promise<void>;
  /** Lets whoever waits go on, or ends their connection, as a network would. */
  open(waiting: "goes_on" | "is_cut_off"): Promise<void>;
  /** As if leases of whoever is dead had run out. */
  expireLeases(): Promise<void>;
};

const GATE = `
  create schema gate;
  create table gate.closed (point text primary key);
  create function gate.pass() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
  declare
    name text := tg_table_name;
  begin
    if tg_table_name = 'events' then
      name := concat_ws(' ', new.category, new.type, new.data->>'label');
    end if;
    while exists (select from gate.closed where point = name) loop
      perform pg_sleep(0.02);
    end loop;
    return new;
  end $$;
  grant usage on schema gate to public;
  grant select on gate.closed to public;
  create trigger gate before insert on payments.events for each row execute function gate.pass();
  create trigger gate before insert on payments.rail_submission for each row execute function gate.pass()`;

const WAITING = `from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`;

const EXPIRY = [
  "update payments.subscriptions set lease_until = '-infinity'",
  "update payments.timers set next_at = due_at",
  "update payments.rail_feed set lease_until = '-infinity'",
];
/**
 * Whoever was frozen in the middle of a transaction holds its rows until the database ends it after five seconds, by
 * `idle_in_transaction_session_timeout`.
 */
const LET_GO_MS_MAX = 20_000;

/** Builds a gate into a database of the service. */
export async function crashGate({ adminUrl }: { readonly adminUrl: string }): Promise<CrashGate> {
  const database = openDatabase({ url: adminUrl, applicationName: "gate", max: 2 });
  const run = (text: string, values: readonly unknown[] = []) => database.query({ text, values });
  await run(GATE);
  return {
    close: async (point) => void (await run("insert into gate.closed values ($1)", [point])),
    async met() {
      const waiting = async () => (await run(`select pid ${WAITING}`)).rows.length;
      await until(waiting, (count) => count > 0);
    },
    async open(waiting) {
      if (waiting === "is_cut_off") await run(`select pg_terminate_backend(pid) ${WAITING}`);
      await run("delete from gate.closed");
    },
    async expireLeases() {
      for (const text of EXPIRY) {
        await database.transaction(async (tx) => {
          await tx.query({ text: `set local lock_timeout = ${LET_GO_MS_MAX}` });
          await tx.query({ text });
        });
      }
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}
