import type { Server } from "@holdfast/http";
import { Type } from "typebox";

import type { PageRow } from "../../application/delegation-pages.ts";
import { yearOf } from "../../domain/utc-time.ts";
import { VARY } from "./caching.ts";
import { documentedOnly } from "./documented-only.ts";
import { parseGoQuery } from "./go-query.ts";
import { type ListServing, answerList } from "./list-answer.ts";
import { FILTERS, placeParameters } from "./list-parameters.ts";
import { readListQuery } from "./list-query.ts";
import { orRefuse } from "./query-fault.ts";
import { listResponses } from "./responses.ts";

const PATH = "/xtz/delegations";

const Delegation = Type.Object({
  timestamp: Type.String({ description: "Block time, UTC", examples: ["2022-05-05T06:29:14Z"] }),
  amount: Type.String({
    description: "The delegator's balance in mutez (1/1,000,000 tez)",
    examples: ["125896"],
  }),
  delegator: Type.String({
    description: "Address of the sender",
    examples: ["tz1a1SAaXRt9yoGMx29rh9FsBF4UzmvojdTL"],
  }),
  level: Type.String({ description: "Height of the block", examples: ["2338084"] }),
});

const schema = {
  summary: "Delegations, most recent first",
  description:
    "Any page of the whole history, of a year, or between two times or levels costs the same, however deep. Keys that " +
    "this service does not know are kept in `Link`. While the history loads for the first time the newest delegations " +
    "are served with `X-Sync` and without totals; what lies beyond answers 503 with `Retry-After`.",
  tags: ["delegations"],
  querystring: Type.Object({ ...placeParameters(100), ...FILTERS.all }),
  response: listResponses(Delegation),
};

export type DelegationsRouteOptions = {
  readonly serving: ListServing<PageRow>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/** The original's one route. */
export function delegationsRoute(server: Server, { serving, now }: DelegationsRouteOptions): void {
  server.route({
    method: "GET",
    url: PATH,
    schema,
    // The original reads its query by rules no schema can express.
    validatorCompiler: documentedOnly,
    // The original ends its answers with a newline; problems have theirs already.
    onSend: async (_request, _reply, payload) =>
      typeof payload === "string" && !payload.endsWith("\n") ? `${payload}\n` : payload,
    handler: async (request, reply) => {
      reply.headers(VARY);
      const query = parseGoQuery(request.raw.url ?? PATH);
      const asked = orRefuse(readListQuery(query, { currentYear: yearOf(now() / 1000) }));
      const address = { path: PATH, query, asked };
      const { headers, rows } = await answerList(
        serving,
        address,
        request.headers["if-none-match"],
      );
      reply.headers(headers);
      if (rows === undefined) return reply.code(304).send();
      reply.type("application/json; charset=utf-8");
      return { data: [...rows] };
    },
  });
}
