import type { Readable } from "node:stream";

import { Type } from "typebox";

import type { ExportFormat } from "../../application/delegation-exports.ts";
import { FILTERS, asOfParameter } from "./list-parameters.ts";
import { UNCHANGED, failures } from "./responses.ts";

const SHAPES: Readonly<Record<ExportFormat, string>> = {
  csv:
    "One line of column names, one line a delegation, and a last line `# as_of=N head=H final=F`: a file without it was " +
    "cut off. `as_of` is the number of delegations in the history, `head` and `final` are levels.",
  ndjson:
    "One JSON object a line, with the members of a delegation in lists. A whole file has as many lines as `X-Total-Count` says.",
};

const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: "text/csv",
  ndjson: "application/x-ndjson",
};

const EXAMPLES: Readonly<Record<ExportFormat, string>> = {
  csv: `id,level,timestamp,hash,counter,nonce,delegator,initiator,amount,prev_baker,new_baker,status,kind,final
1958505093693440,9500003,2025-07-20T10:00:00Z,ooP37LNma6DiWjVxDbS2XZu4PiNKy7fbHZWSn8Vj8FX1hWfkC3b,7,,tz1a1SAaXRt9yoGMx29rh9FsBF4UzmvojdTL,,125896,,tz1Wit2PqodvPeuRRhdQXmkrtU8e8bRYZecd,applied,delegate,true
# as_of=760930 head=9500005 final=9500003
`,
  ndjson: `{"id":1958505093693440,"level":9500003,"timestamp":"2025-07-20T10:00:00Z","hash":"ooP37LNma6DiWjVxDbS2XZu4PiNKy7fbHZWSn8Vj8FX1hWfkC3b","counter":7,"nonce":null,"delegator":"tz1a1SAaXRt9yoGMx29rh9FsBF4UzmvojdTL","initiator":null,"amount":"125896","prevBaker":null,"newBaker":"tz1Wit2PqodvPeuRRhdQXmkrtU8e8bRYZecd","status":"applied","kind":"delegate","final":true}
`,
};

/** The parameters of an export. */
export const EXPORT_PARAMETERS = {
  ...FILTERS.all,
  as_of: asOfParameter("Only the first so many delegations of the history"),
};

/** Documentation of an export. */
export function exportSchema(format: ExportFormat) {
  return {
    summary: `Delegations as ${format.toUpperCase()}, oldest first`,
    description:
      `${SHAPES[format]} Everything is of one state of the history: \`X-Total-Count\` counts the delegations in the ` +
      "export, `X-Chain-Head` and `X-Chain-Final` are its levels, and `ETag` names it, so that `If-None-Match` is " +
      "answered with 304 at once. HEAD tells the count too, unless it would take counting: with other filters than " +
      "times and levels. gzip for `Accept-Encoding: gzip`. A client that reads nothing for 30 s is cut off. Unknown " +
      "parameters are refused.",
    tags: ["exports"],
    querystring: Type.Object(EXPORT_PARAMETERS),
    response: {
      200: {
        description: "The file",
        content: {
          [MEDIA_TYPES[format]]: {
            schema: Type.Unsafe<Readable>({ type: "string", examples: [EXAMPLES[format]] }),
          },
        },
      },
      ...UNCHANGED,
      ...failures(
        "A parameter that makes no sense",
        "Too many exports are running, the history is loading, or the database is away",
      ),
    },
  };
}
