import type { Database, Statement, Transaction } from "@holdfast/postgres";

import { SCHEMA } from "../src/schema.ts";

const PREDICATE = /(?:\w+\.)?tenant_id = \$1/gu;

/** A database in which the statements have lost their predicates on the way. */
export function withoutPredicates(database: Database): Database {
  const lost = (statement: Statement): Statement => ({
    ...statement,
    text: statement.text.replaceAll(PREDICATE, "$1::uuid is not null"),
    ...(statement.name !== undefined && { name: `${statement.name}_without` }),
  });
  const careless = (tx: Transaction): Transaction => ({
    ...tx,
    query: (statement) => tx.query(lost(statement)),
    expect: (statement, check) => tx.expect(lost(statement), check),
  });
  return {
    query: (statement) => database.query(lost(statement)),
    queryInOrder: (statement) => database.queryInOrder(lost(statement)),
    read: (statement) => database.read(lost(statement)),
    transaction: (work, options) => database.transaction((tx) => work(careless(tx)), options),
    listen: (channel, options) => database.listen(channel, options),
    load: database.load,
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

/** The service's functions without their predicates, until the end of the work; their names. */
export async function withoutFunctionPredicates<T>(
  admin: Database,
  work: (names: readonly string[]) => Promise<T>,
): Promise<T> {
  const { rows } = await admin.query<{ name: string; whole: string }>({
    text: `select proname as name, pg_get_functiondef(oid) as whole from pg_proc
      where pronamespace = $1::regnamespace and (prosrc like '%tenant_id = tenant%' or prosrc like '%tenant_id = any (array[r.tenant])%')
      order by proname`,
    values: [SCHEMA],
  });
  const each = async (change: (whole: string) => string): Promise<void> => {
    for (const { whole } of rows) await admin.query({ text: change(whole) });
  };
  const found = /(?:\w+\.)?tenant_id = (?:any \(array\[(?<row>r\.)tenant\]\)|tenant\b)/gu;
  await each((whole) => whole.replaceAll(found, "$<row>tenant is not null"));
  try {
    return await work(rows.map(({ name }) => name));
  } finally {
    await each((whole) => whole);
  }
}

/** Every table of the schema that has tenants, without row-level security until the end of the work. */
export async function withoutPolicies<T>(admin: Database, work: () => Promise<T>): Promise<T> {
  const { rows } = await admin.query<{ name: string }>({
    text: `select oid::regclass::text as name from pg_class
      where relnamespace = $1::regnamespace and relkind in ('r', 'p') and relrowsecurity`,
    values: [SCHEMA],
  });
  const say = (what: string) =>
    admin.query({
      text: rows.map(({ name }) => `alter table ${name} ${what} row level security`).join(";"),
    });
  await say("disable");
  try {
    return await work();
  } finally {
    await say("enable");
  }
}
