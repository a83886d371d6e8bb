import { FILTER_PARAMETERS } from "./filter-query.ts";
import { type GoQuery, formatGoQuery } from "./go-query.ts";

const PATH = "/v1/delegations";

/** The list that shows what a stream with this query tells of. */
export function listUrl(query: GoQuery, isFinalOnly: boolean): string {
  const filter = new Map<string, readonly string[]>();
  for (const name of FILTER_PARAMETERS) filter.set(name, query.get(name) ?? []);
  if (isFinalOnly) filter.set("final", ["true"]);
  const text = formatGoQuery(filter);
  return text === "" ? PATH : `${PATH}?${text}`;
}
