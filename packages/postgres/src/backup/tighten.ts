import { escapeIdentifier } from "pg";

import type { SqlSession } from "../sql-session.ts";
import { alter, type Loosened } from "./loosen.ts";
import type { Manifest } from "./manifest.ts";
import type { PartOfTable, SchemaShape } from "./schema-shape.ts";

/**
 * Makes what stands on the loaded rows: constraints and indexes that the service had built itself or built otherwise,
 * foreign keys, then all that was taken off for the load. What a migration makes and the backup had not stays.
 */
export async function tighten(
  session: SqlSession,
  saved: Manifest,
  { shape, loosened }: { readonly shape: SchemaShape; readonly loosened: Loosened },
): Promise<void> {
  const left = new Set(saved.leftOut);
  const isKept = ({ table }: PartOfTable): boolean => !left.has(table);
  const keys = saved.foreignKeys.filter(isKept);
  const kept = shape.foreignKeys.filter((ours) => !keys.some((theirs) => isSameName(ours, theirs)));
  const statements = [
    // An index has the name for itself in its schema, a constraint in its table.
    ...replace(saved.constraints.filter(isKept), shape.constraints, {
      isSame: isSameName,
      drop: (part) => alter(part, `drop constraint ${escapeIdentifier(part.name)}`),
      make: addConstraint,
    }),
    ...replace(saved.indexes.filter(isKept), shape.indexes, {
      isSame: (a, b) => a.name === b.name,
      drop: ({ name }) => `drop index ${escapeIdentifier(name)}`,
      make: ({ definition }) => definition,
    }),
    ...[...keys, ...kept].map(addConstraint),
    ...loosened.putBack,
  ];
  // What is checked at the end of a transaction is checked now: nothing may wait when a table is altered.
  await session.query({ text: "set constraints all immediate" });
  await session.query({ text: "set local maintenance_work_mem = '256MB'" });
  for (const text of statements) await session.query({ text });
}

type Kind = {
  readonly isSame: (a: PartOfTable, b: PartOfTable) => boolean;
  readonly drop: (part: PartOfTable) => string;
  readonly make: (part: PartOfTable) => string;
};

function replace(
  saved: readonly PartOfTable[],
  found: readonly PartOfTable[],
  { isSame, drop, make }: Kind,
): readonly string[] {
  const isEqual = (a: PartOfTable, b: PartOfTable): boolean =>
    isSame(a, b) && a.table === b.table && a.definition === b.definition;
  const wanted = saved.filter((theirs) => !found.some((ours) => isEqual(theirs, ours)));
  const inTheWay = found.filter((ours) => wanted.some((theirs) => isSame(ours, theirs)));
  return [...inTheWay.map(drop), ...wanted.map(make)];
}

function isSameName(a: PartOfTable, b: PartOfTable): boolean {
  return a.table === b.table && a.name === b.name;
}

function addConstraint(part: PartOfTable): string {
  return alter(part, `add constraint ${escapeIdentifier(part.name)} ${part.definition}`);
}
