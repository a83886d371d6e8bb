import { migrate, openDatabase, type Database, type Transaction } from "@holdfast/postgres";

import {
  changedAccount,
  newAccount,
  offsetOf,
  type AccountStore,
  type Changed,
  type Selection,
  type Stretch,
} from "./account-store.ts";
import type { Attributes, BankAccount } from "./bank-account.ts";

const SCHEMA = "bank";
const MIGRATIONS = new URL("../migrations/", import.meta.url);

/** Accounts in the schema `bank` of a database, which is brought up to date first. Throws what `migrate` throws. */
export async function postgresStore(url: string): Promise<AccountStore> {
  await migrate({ url, service: "bank", schema: SCHEMA, directory: MIGRATIONS });
  const database = openDatabase({ url, applicationName: "bank-standin", queryTimeoutMs: 10_000 });
  return {
    create: (draft, stamp) =>
      database.transaction(async (tx) => {
        // Held until the commit: numbers and times become visible in the order in which they are given out.
        await tx.query({ text: "select pg_advisory_xact_lock(hashtext('bank.account'))" });
        const account = newAccount(draft, stamp());
        const { rowCount } = await tx.query(insert(account));
        return rowCount === 1 ? account : undefined;
      }),
    async get(id) {
      const { rows } = await database.read<Row>({
        name: "get",
        text: `select ${COLUMNS} from bank.account where id = $1`,
        values: [id],
      });
      return rows.map(accountOf)[0];
    },
    remove: (id, version) =>
      changing(database, { id, version }, async (tx) => {
        await tx.query({ text: "delete from bank.account where id = $1", values: [id] });
      }),
    update: (id, version, change) =>
      changing(database, { id, version }, async (tx, account) => {
        const { attributes, modified_on } = changedAccount(account, change);
        await tx.query({
          text: `update bank.account set version = version + 1, modified_on = $2, attributes = $3
                 where id = $1`,
          values: [id, modified_on, JSON.stringify(attributes)],
        });
      }),
    list: (selection) => list(database, selection),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

const COLUMNS = "id, organisation_id, version, created_on, modified_on, attributes";

type Row = {
  readonly id: string;
  readonly organisation_id: string;
  readonly version: number;
  readonly created_on: string;
  readonly modified_on: string;
  readonly attributes: Attributes;
};

/** Members in the order of the API. */
function accountOf(row: Row): BankAccount {
  const { attributes, created_on, id, modified_on, organisation_id, version } = row;
  return { attributes, created_on, id, modified_on, organisation_id, type: "accounts", version };
}

function insert(account: BankAccount) {
  const { id, organisation_id, version, created_on, modified_on, attributes } = account;
  return {
    text: `insert into bank.account (${COLUMNS}) values ($1, $2, $3, $4, $5, $6)
           on conflict (id) do nothing`,
    values: [id, organisation_id, version, created_on, modified_on, JSON.stringify(attributes)],
  };
}

type Expected = { readonly id: string; readonly version: number };

/** Changes an account that has the version one expects. */
async function changing(
  database: Database,
  { id, version }: Expected,
  change: (tx: Transaction, account: BankAccount) => Promise<void>,
): Promise<Changed> {
  return database.transaction(async (tx) => {
    const { rows } = await tx.query<Row>({
      text: `select ${COLUMNS} from bank.account where id = $1 for update`,
      values: [id],
    });
    const account = rows.map(accountOf)[0];
    if (account === undefined) return "absent";
    if (account.version !== version) return "other_version";
    await change(tx, account);
    return "done";
  });
}

type Numbered = Row & { readonly sequence: bigint };

/** Count and stretch of one moment. */
async function list(database: Database, selection: Selection): Promise<Stretch> {
  const { condition, values } = filtersOf(selection);
  return database.transaction(
    async (tx) => {
      const { rows: counts } = await tx.query<{ total: bigint }>({
        text: `select count(*) as total from bank.account where ${condition}`,
        values,
      });
      const total = Number(counts[0]?.total ?? 0n);
      const { rows } = await tx.query<Numbered>(stretchOf(selection, total));
      const places = rows.map((row) => ({
        sequence: Number(row.sequence),
        account: accountOf(row),
      }));
      return { total, places: selection.from.kind === "before" ? places.reverse() : places };
    },
    { isolation: "repeatable read", readOnly: true },
  );
}

function stretchOf(selection: Selection, total: number) {
  const { condition, values } = filtersOf(selection);
  const { from, size } = selection;
  const select = `select sequence, ${COLUMNS} from bank.account where ${condition}`;
  const [a, b] = [`$${values.length + 1}`, `$${values.length + 2}`];
  switch (from.kind) {
    case "page": {
      const offset = offsetOf(from.page, size, total);
      return {
        text: `${select} order by sequence limit ${a} offset ${b}`,
        values: [...values, size, offset],
      };
    }
    case "after":
      return {
        text: `${select} and sequence > ${b} order by sequence limit ${a}`,
        values: [...values, size, from.sequence],
      };
    case "before":
      return {
        text: `${select} and sequence < ${b} order by sequence desc limit ${a}`,
        values: [...values, size, from.sequence],
      };
    default:
      return from satisfies never;
  }
}

/** The names come from the list of filters, never from a request. */
function filtersOf({ filters }: Selection) {
  const conditions = ["true"];
  const values: (readonly string[])[] = [];
  for (const [name, allowed] of filters) {
    values.push(allowed);
    const column = name === "organisation_id" ? "organisation_id::text" : `attributes->>'${name}'`;
    conditions.push(`${column} = any($${values.length}::text[])`);
  }
  return { condition: conditions.join(" and "), values };
}
