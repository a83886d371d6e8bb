import { nearestName } from "@holdfast/config";

import { type GoQuery } from "./go-query.ts";
import { type QueryFault } from "./page-query.ts";

/** The first parameter of a query that is not known, with the one that was probably meant. */
export function unknownParameter(query: GoQuery, known: readonly string[]): QueryFault | undefined {
  const stranger = [...query.keys()].find((key) => !known.includes(key));
  if (stranger === undefined) return undefined;
  return { message: `unknown parameter ${JSON.stringify(stranger)}: ${advice(stranger, known)}` };
}

function advice(stranger: string, known: readonly string[]): string {
  if (known.length === 0) return "there are none here";
  const nearest = nearestName(stranger, known);
  return nearest === undefined ? `known are ${known.join(", ")}` : `did you mean ${nearest}?`;
}
