import { type DelegationFilter } from "../../domain/delegation-filter.ts";
import { KINDS } from "../../domain/delegation-kind.ts";
import { STATUSES } from "../../domain/delegation.ts";
import { type SqlValues } from "./sql-values.ts";

/** What a row `d` must fulfil: all of `every`, and all of one alternative. */
export type SelectionConditions = {
  readonly every: readonly string[];
  readonly alternatives: readonly (readonly string[])[];
};

/** Numbers of the accounts that the filter names. */
type Accounts = { readonly sender: number | null; readonly baker: number | null };

function bakerAlternatives(
  { baker }: DelegationFilter,
  number: number | null,
  values: SqlValues,
): readonly (readonly string[])[] {
  if (baker === undefined) return [[]];
  const aid = values.add(number, "int");
  const isNew = `d.new_baker = ${aid}`;
  const isPrev = `d.prev_baker = ${aid}`;
  if (baker.role === "new") return [[isNew]];
  if (baker.role === "prev") return [[isPrev]];
  return [[isNew], [isPrev, `d.new_baker is distinct from ${aid}`]];
}

/** Codes stand in the text, so that the planner sees which partial index holds them. */
export function selectionConditions(
  filter: DelegationFilter,
  { sender, baker }: Accounts,
  values: SqlValues,
): SelectionConditions {
  const { delegator, status, kind, amountMin, amountMax } = filter;
  const every: string[] = [];
  if (delegator !== undefined) every.push(`d.sender = ${values.add(sender, "int")}`);
  if (status !== undefined) every.push(`d.status = ${STATUSES.indexOf(status)}`);
  if (kind !== undefined) every.push(`d.kind = ${KINDS.indexOf(kind)}`);
  if (amountMin !== undefined) every.push(`d.amount >= ${values.add(amountMin, "bigint")}`);
  if (amountMax !== undefined) every.push(`d.amount <= ${values.add(amountMax, "bigint")}`);
  return { every, alternatives: bakerAlternatives(filter, baker, values) };
}
