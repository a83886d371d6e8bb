import { escapeIdentifier } from "pg";

import type { SqlSession } from "../sql-session.ts";
import type { ForeignKey, PartOfTable } from "./schema-shape.ts";

/** What was taken off tables so that rows can be loaded as they are, to be put back in the same transaction. */
export type Loosened = { readonly putBack: readonly string[] };

type Found = { readonly table: string; readonly name: string; readonly state: string };

const TRIGGERS = `
  select t.relname::text as table, g.tgname::text as name, g.tgenabled::text as state
  from pg_trigger g join pg_class t on t.oid = g.tgrelid
  where t.relnamespace = $1::regnamespace and t.relkind = 'r' and not g.tgisinternal and g.tgenabled <> 'D'
  order by t.relname collate "C", g.tgname collate "C"`;

const FORCED = `
  select t.relname::text as table, '' as name, '' as state from pg_class t
  where t.relnamespace = $1::regnamespace and t.relkind = 'r' and t.relforcerowsecurity
  order by t.relname collate "C"`;

/**
 * Takes off what would refuse or change rows that were accepted once: foreign keys, which are checked once for all rows
 * when they come back, triggers, whose work is in the rows already, and policies that bind the owner. Nobody else sees
 * the tables without them: it is all in one transaction.
 */
export async function loosen(
  session: SqlSession,
  schema: string,
  foreignKeys: readonly ForeignKey[],
): Promise<Loosened> {
  const values = [schema];
  const triggers = (await session.query<Found>({ text: TRIGGERS, values })).rows;
  const forced = (await session.query<Found>({ text: FORCED, values })).rows;
  const off = [
    ...foreignKeys.map((key) => alter(key, `drop constraint ${escapeIdentifier(key.name)}`)),
    ...triggers.map((each) => alter(each, `disable trigger ${escapeIdentifier(each.name)}`)),
    ...forced.map((each) => alter(each, "no force row level security")),
  ];
  for (const text of off) await session.query({ text });
  const putBack = [
    ...triggers.map((each) => alter(each, `${ENABLE[each.state] ?? "enable"} ${triggerOf(each)}`)),
    ...forced.map((each) => alter(each, "force row level security")),
  ];
  return { putBack };
}

/** `pg_trigger.tgenabled`: on, in replicas only, everywhere. */
const ENABLE: Readonly<Record<string, string>> = {
  O: "enable",
  R: "enable replica",
  A: "enable always",
};

function triggerOf({ name }: Found): string {
  return `trigger ${escapeIdentifier(name)}`;
}

/** A change of the table of something, which stands on the search path. */
export function alter({ table }: Pick<PartOfTable, "table">, change: string): string {
  return `alter table ${escapeIdentifier(table)} ${change}`;
}
