import type { DelegationFilter } from "../../domain/delegation-filter.ts";
import { KINDS } from "../../domain/delegation-kind.ts";
import { STATUSES } from "../../domain/delegation.ts";
import type { Bind } from "./sql-values.ts";

/** What a row `d` must fulfil: all of `every`, and all of one alternative. */
export type SelectionConditions = {
  readonly every: readonly string[];
  readonly alternatives: readonly (readonly string[])[];
};

/** Numbers of the accounts that the filter names. */
export type Accounts = { readonly sender: number | null; readonly baker: number | null };

function bakerAlternatives(
  { baker }: DelegationFilter,
  number: number | null,
  bind: Bind,
): readonly (readonly string[])[] {
  if (baker === undefined) return [[]];
  const aid = bind(number, "int");
  const isNew = `d.new_baker = ${aid}`;
  const isPrev = `d.prev_baker = ${aid}`;
  if (baker.role === "new") return [[isNew]];
  if (baker.role === "prev") return [[isPrev]];
  return [[isNew], [isPrev, `d.new_baker is distinct from ${aid}`]];
}

/**
 * What picks single rows out of a stretch. An account that never took part has no number, and no row. Codes stand in
 * the text, so that the planner sees which partial index holds them.
 */
export function selectionConditions(
  filter: DelegationFilter,
  { sender, baker }: Accounts,
  bind: Bind,
): SelectionConditions {
  const { delegator, status, kind, amountMin, amountMax } = filter;
  const every: string[] = [];
  if (delegator !== undefined) every.push(`d.sender = ${bind(sender, "int")}`);
  if (status !== undefined) every.push(`d.status = ${STATUSES.indexOf(status)}`);
  if (kind !== undefined) every.push(`d.kind = ${KINDS.indexOf(kind)}`);
  if (amountMin !== undefined) every.push(`d.amount >= ${bind(amountMin, "bigint")}`);
  if (amountMax !== undefined) every.push(`d.amount <= ${bind(amountMax, "bigint")}`);
  return { every, alternatives: bakerAlternatives(filter, baker, bind) };
}
