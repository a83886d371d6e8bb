import { type Kind, delegationKind } from "./delegation-kind.ts";
import type { Delegation, Status } from "./delegation.ts";

/** In which place of an operation a baker is looked for: chosen by it, left by it, or either. */
export const BAKER_ROLES = ["any", "new", "prev"] as const;
export type BakerRole = (typeof BAKER_ROLES)[number];

type BakerFilter = { readonly address: string; readonly role: BakerRole };

/** What a list is narrowed to; a member that is absent narrows nothing. */
export type DelegationFilter = {
  /** Address of the sender. */
  readonly delegator?: string;
  readonly baker?: BakerFilter;
  readonly status?: Status;
  readonly kind?: Kind;
  /** Block time in seconds since 1970: not before. */
  readonly timeFrom?: number;
  /** Block time in seconds since 1970: before. */
  readonly timeTo?: number;
  /** Levels from this one on. */
  readonly levelFrom?: number;
  /** Levels up to this one, itself included. */
  readonly levelTo?: number;
  /** Mutez, included. */
  readonly amountMin?: number;
  /** Mutez, included. */
  readonly amountMax?: number;
  /** Only what no reorg can take back any more. */
  readonly isFinal?: true;
};

function isInRole(row: Delegation, { address, role }: BakerFilter): boolean {
  return (
    (role !== "prev" && row.newBaker === address) || (role !== "new" && row.prevBaker === address)
  );
}

function liesBetween(value: number, from = -Infinity, to = Infinity): boolean {
  return value >= from && value <= to;
}

function isInRanges(filter: DelegationFilter, { time, level, amount }: Delegation): boolean {
  const { timeTo = Infinity } = filter;
  return (
    liesBetween(time, filter.timeFrom) &&
    time < timeTo &&
    liesBetween(level, filter.levelFrom, filter.levelTo) &&
    liesBetween(amount, filter.amountMin, filter.amountMax)
  );
}

function isOfAccounts({ delegator, baker }: DelegationFilter, row: Delegation): boolean {
  return (
    (delegator === undefined || row.sender === delegator) &&
    (baker === undefined || isInRole(row, baker))
  );
}

/** Whether a delegation passes the filter; `finalLevel` is the newest level no reorg can change. */
export function matchesFilter(
  filter: DelegationFilter,
  row: Delegation,
  finalLevel: number,
): boolean {
  const { status, kind, isFinal } = filter;
  return (
    (status === undefined || row.status === status) &&
    (kind === undefined || delegationKind(row) === kind) &&
    (isFinal === undefined || row.level <= finalLevel) &&
    isOfAccounts(filter, row) &&
    isInRanges(filter, row)
  );
}
