import type { StatsQuestion } from "../../application/delegation-stats.ts";
import type { BakersQuestion } from "../../application/top-bakers.ts";
import { BUCKETS } from "../../domain/bucket.ts";
import { readFilter } from "./filter-query.ts";
import type { GoQuery } from "./go-query.ts";
import { type QueryFault, isQueryFault } from "./query-fault.ts";

const LIMIT = 20;
const LIMIT_MAX = 100;

/** Only the parameters a question has; others are no business of the filter's. */
function only(query: GoQuery, keys: readonly string[]): GoQuery {
  return new Map([...query].filter(([key]) => keys.includes(key)));
}

/** Reads `bucket`, `baker`, `from` and `to`. */
export function readStats(query: GoQuery): StatsQuestion | QueryFault {
  const text = query.get("bucket")?.[0] ?? "";
  const bucket = BUCKETS.find((each) => each === text);
  if (bucket === undefined) {
    return { message: `invalid bucket: must be one of ${BUCKETS.join(", ")}` };
  }
  const filter = readFilter(only(query, ["baker", "from", "to"]));
  if (isQueryFault(filter)) return filter;
  return { bucket, baker: filter.baker?.address, from: filter.timeFrom, to: filter.timeTo };
}

/** Reads `from`, `to` and `limit`. */
export function readBakers(query: GoQuery): BakersQuestion | QueryFault {
  const filter = readFilter(only(query, ["from", "to"]));
  if (isQueryFault(filter)) return filter;
  const text = query.get("limit")?.[0] ?? "";
  const limit = text === "" ? LIMIT : Number(/^\d{1,3}$/.test(text) ? text : 0);
  if (limit < 1 || limit > LIMIT_MAX) {
    return { message: `invalid limit: must be a whole number between 1 and ${LIMIT_MAX}` };
  }
  return { from: filter.timeFrom, to: filter.timeTo, limit };
}
