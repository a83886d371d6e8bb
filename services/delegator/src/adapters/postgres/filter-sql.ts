import { type DelegationFilter } from "../../domain/delegation-filter.ts";
import { KINDS } from "../../domain/delegation-kind.ts";
import { STATUSES } from "../../domain/delegation.ts";

/** Puts a value into a statement: as a placeholder, or as a literal where there are none. */
export type Bind = (value: number | string) => string;

type FilterSqlOptions = { readonly schema: string; readonly bind: Bind };

/** Filters hold numbers and Base58 texts only; anything else would be a mistake of ours. */
const HARMLESS = /^[0-9A-Za-z]+$/;

/** A value as a literal: COPY takes no parameters. */
export const literal: Bind = (value) => {
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  if (typeof value === "string" && HARMLESS.test(value)) return `'${value}'`;
  throw new TypeError(`not a value of a filter: ${value}`);
};

/** Each address is looked up once; the rows carry its number. */
function accountConditions(filter: DelegationFilter, { schema, bind }: FilterSqlOptions): string[] {
  const aid = (address: string): string =>
    `(select aid from ${schema}.address where addr = ${bind(address)})`;
  const { delegator, baker } = filter;
  const conditions = delegator === undefined ? [] : [`d.sender = ${aid(delegator)}`];
  if (baker === undefined) return conditions;
  const columns = { new: ["new_baker"], prev: ["prev_baker"], any: ["new_baker", "prev_baker"] };
  const places = columns[baker.role].map((column) => `d.${column} = ${aid(baker.address)}`);
  return [...conditions, `(${places.join(" or ")})`];
}

/** Ranks ascend with time, so that a time is a rank, found once. */
function rangeConditions(filter: DelegationFilter, { schema, bind }: FilterSqlOptions): string[] {
  const before = (time: number): string =>
    `(select ${schema}.rows_before(to_timestamp(${bind(time)})))`;
  const ranges = [
    [filter.timeFrom, (time: number) => `d.g > ${before(time)}`],
    [filter.timeTo, (time: number) => `d.g <= ${before(time)}`],
    [filter.levelFrom, (level: number) => `d.level >= ${bind(level)}`],
    [filter.levelTo, (level: number) => `d.level <= ${bind(level)}`],
    [filter.amountMin, (amount: number) => `d.amount >= ${bind(amount)}`],
    [filter.amountMax, (amount: number) => `d.amount <= ${bind(amount)}`],
  ] as const;
  return ranges.flatMap(([value, condition]) => (value === undefined ? [] : [condition(value)]));
}

/**
 * What a delegation `d` has to be to pass the filter; `true` when everything passes. What is final is known to the
 * caller, as a level of the snapshot the rows are read from.
 */
export function filterSql(
  filter: DelegationFilter,
  finalLevel: number,
  options: FilterSqlOptions,
): string {
  const { bind } = options;
  const conditions = [
    ...accountConditions(filter, options),
    ...rangeConditions(filter, options),
    ...(filter.status === undefined ? [] : [`d.status = ${bind(STATUSES.indexOf(filter.status))}`]),
    ...(filter.kind === undefined ? [] : [`d.kind = ${bind(KINDS.indexOf(filter.kind))}`]),
    ...(filter.isFinal === undefined ? [] : [`d.level <= ${bind(finalLevel)}`]),
  ];
  return conditions.length === 0 ? "true" : conditions.join(" and ");
}
