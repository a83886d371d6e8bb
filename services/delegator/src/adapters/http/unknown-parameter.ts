import { nearestName } from "@holdfast/config";

import type { GoQuery } from "./go-query.ts";
import type { QueryFault } from "./query-fault.ts";

/** The parameters of a route. */
export type Parameters = {
  readonly known: readonly string[];
  /** The one whose value stands in the path. */
  readonly inPath?: string | undefined;
};

/** The first parameter of a query that is not known, with the one that was probably meant. */
export function unknownParameter(query: GoQuery, parameters: Parameters): QueryFault | undefined {
  const stranger = [...query.keys()].find((key) => !parameters.known.includes(key));
  if (stranger === undefined) return undefined;
  const message = `unknown parameter ${JSON.stringify(stranger)}: ${advice(stranger, parameters)}`;
  return { message };
}

function advice(stranger: string, { known, inPath }: Parameters): string {
  if (stranger === inPath) return "it stands in the path";
  if (known.length === 0) return "there are none here";
  const nearest = nearestName(stranger, known);
  return nearest === undefined ? `known are ${known.join(", ")}` : `did you mean ${nearest}?`;
}
