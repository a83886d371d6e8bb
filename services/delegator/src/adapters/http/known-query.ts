import { type GoQuery, parseGoQuery } from "./go-query.ts";
import { badRequest } from "./query-fault.ts";
import { type Parameters, unknownParameter } from "./unknown-parameter.ts";

/** The query of a request target; a parameter that the route does not know is refused, for it was meant to do something. */
export function knownQuery(target: string | undefined, parameters: Parameters): GoQuery {
  const query = parseGoQuery(target ?? "");
  const stranger = unknownParameter(query, parameters);
  if (stranger !== undefined) throw badRequest(stranger);
  return query;
}
