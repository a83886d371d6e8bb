import { type Readable } from "node:stream";

import { Type } from "typebox";

import { type ExportFormat } from "../../application/delegation-exports.ts";
import { FilterParameters } from "./filter-schema.ts";

const SHAPES: Readonly<Record<ExportFormat, string>> = {
  csv:
    "One line of column names, one line a delegation, and a last line `# as_of=N head=H final=F`: a file without it was " +
    "cut off. `as_of` is the number of delegations in the history, `head` and `final` are levels.",
  ndjson:
    "One JSON object a line, with the members of a delegation in lists. A whole file has as many lines as `X-Total-Count` says.",
};

const Failure = Type.Object({ code: Type.Integer(), message: Type.String() });

/** Documentation of an export. */
export function exportSchema(format: ExportFormat) {
  return {
    summary: `Delegations as ${format.toUpperCase()}, oldest first`,
    description:
      `${SHAPES[format]} Everything is of one state of the history: \`X-Total-Count\` counts the delegations in the ` +
      "export, `X-Chain-Head` and `X-Chain-Final` are its levels, and `ETag` names it, so that `If-None-Match` is " +
      "answered with 304 at once. gzip for `Accept-Encoding: gzip`. A client that reads nothing for 30 s is cut off.",
    tags: ["exports"],
    querystring: Type.Object(FilterParameters),
    response: {
      200: Type.Unsafe<Readable>({ type: "string", description: "The file" }),
      304: Type.Null({ description: "Nothing has changed" }),
      400: Type.Object(Failure.properties, { description: "A parameter that makes no sense" }),
      503: Type.Object(Failure.properties, {
        description:
          "Too many exports are running, the history is loading, or the database is away",
      }),
    },
  };
}
