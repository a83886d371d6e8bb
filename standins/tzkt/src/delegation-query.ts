import { readAccountFilters, type AccountFilter } from "./account-filter.ts";
import type { Comparison } from "./comparison.ts";
import { readPageParameters, type PageParameters } from "./page-parameters.ts";
import { QueryParameters } from "./query-parameters.ts";
import { datetime, int32, int64, status } from "./value-kinds.ts";

/** Which delegations are asked for; gasUsed and bakerFee only by the cursor of a sort. */
export type DelegationFilter = {
  readonly id: readonly Comparison[];
  readonly level: readonly Comparison[];
  readonly seconds: readonly Comparison[];
  readonly gasUsed: readonly Comparison[];
  readonly bakerFee: readonly Comparison[];
  readonly senderCodeHash: readonly Comparison[];
  readonly status: readonly Comparison[];
  readonly accounts: readonly AccountFilter[];
};

/** Which delegations, which of them, and how written. */
export type DelegationQuery = { readonly filter: DelegationFilter; readonly page: PageParameters };

/** What was read, or what is wrong with which parameter. */
export type Read<Value> =
  | { readonly value: Value }
  | { readonly mistakes: ReadonlyMap<string, string> };

/** Reads the parameters of `/v1/operations/delegations`. */
export function readDelegationQuery(search: URLSearchParams): Read<DelegationQuery> {
  const parameters = new QueryParameters(search);
  const filter = {
    ...EVERYTHING,
    accounts: readAccountFilters(parameters),
    id: parameters.comparisons("id", int64),
    level: parameters.comparisons("level", int32),
    seconds: parameters.comparisons("timestamp", datetime),
    senderCodeHash: parameters.comparisons("senderCodeHash", int32),
    status: parameters.orders("status", status, ["eq", "ne"]),
  };
  refuseUnserved(parameters);
  const value = { filter, page: readPageParameters(parameters) };
  return resultOf(value, parameters);
}

/** Reads the parameters of `/v1/operations/delegations/count`, which knows two only. */
export function readCountFilter(search: URLSearchParams): Read<DelegationFilter> {
  const parameters = new QueryParameters(search);
  const level = parameters.comparisons("level", int32);
  const seconds = parameters.comparisons("timestamp", datetime);
  return resultOf({ ...EVERYTHING, level, seconds }, parameters);
}

/** Every delegation there is. */
export const EVERYTHING: DelegationFilter = {
  id: [],
  level: [],
  seconds: [],
  gasUsed: [],
  bakerFee: [],
  senderCodeHash: [],
  status: [],
  accounts: [],
};

/** The API would act on these; unlike a name it does not know, they must not be overlooked. */
function refuseUnserved(parameters: QueryParameters): void {
  for (const name of parameters.names) {
    if (name === "quote" || name.startsWith("anyof")) {
      parameters.refuse(name, "Not served by the stand-in.");
    }
  }
}

function resultOf<Value>(value: Value, { mistakes }: QueryParameters): Read<Value> {
  return mistakes.size > 0 ? { mistakes } : { value };
}
