import { HttpProblem, type Server } from "@holdfast/http";
import { Type } from "typebox";

import { type PageRequest } from "../../application/delegation-pages.ts";
import {
  type HistoryLoading,
  type ListDelegations,
  type Listing,
} from "../../application/list-delegations.ts";
import { yearOf } from "../../domain/utc-time.ts";
import { type GoQuery, parseGoQuery } from "./go-query.ts";
import { pageLinks } from "./page-links.ts";
import { isQueryFault, readPageQuery } from "./page-query.ts";

const PATH = "/xtz/delegations";
/** A first load takes seconds on a fast line and a minute on a slow one. */
const LOADING_RETRY_SECONDS = 2;

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

/** For the documentation only: the original reads its query by rules no schema can express. */
const Query = Type.Object({
  page: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      default: 1,
      description: "Page number",
    }),
  ),
  per_page: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 100, default: 50, description: "Delegations a page" }),
  ),
  year: Type.Optional(
    Type.Integer({ minimum: 2018, description: "Only delegations of this UTC year" }),
  ),
});

const Failure = Type.Object({ code: Type.Integer(), message: Type.String() });

const schema = {
  summary: "Delegations, most recent first",
  description:
    "Any page costs the same, however deep. `Link` leads to first, prev, next and last page; `X-Total-Count` counts " +
    "the delegations, `X-Chain-Head` and `X-Chain-Final` are levels. While the history loads for the first time the " +
    "newest delegations are served with `X-Sync` and without totals; what lies beyond answers 503 with `Retry-After`.",
  tags: ["delegations"],
  querystring: Query,
  response: {
    200: Type.Object({ data: Type.Array(Delegation) }),
    400: Type.Object(Failure.properties, { description: "A parameter that makes no sense" }),
    503: Type.Object(Failure.properties, {
      description: "The history is loading, or the database is away",
    }),
  },
};

export type DelegationsRouteOptions = {
  readonly list: ListDelegations;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/** The original's one route. */
export function delegationsRoute(server: Server, { list, now }: DelegationsRouteOptions): void {
  server.route({
    method: "GET",
    url: PATH,
    schema,
    validatorCompiler: () => (value: unknown) => ({ value }),
    // The original ends its answers with a newline; problems have theirs already.
    onSend: async (_request, _reply, payload) =>
      typeof payload === "string" && !payload.endsWith("\n") ? `${payload}\n` : payload,
    handler: async (request, reply) => {
      const query = parseGoQuery(request.raw.url ?? PATH);
      const asked = readPageQuery(query, yearOf(now() / 1000));
      if (isQueryFault(asked)) throw badRequest(asked.message);
      const listing = await list(asked);
      if ("code" in listing) throw loading(listing);
      reply.headers(pageHeaders(query, asked, listing));
      reply.type("application/json; charset=utf-8");
      return { data: [...listing.rows] };
    },
  });
}

function badRequest(message: string): HttpProblem {
  return new HttpProblem({
    status: 400,
    code: "invalid_parameter",
    title: "Bad Request",
    detail: message,
  });
}

function loading({ code, done }: HistoryLoading): HttpProblem {
  return new HttpProblem({
    status: 503,
    code,
    title: "the history is loading for the first time",
    detail: `the history is loading (${percent(done)}); the newest delegations can be read without a year`,
    headers: { "retry-after": String(LOADING_RETRY_SECONDS), "x-sync": syncHeader(done) },
  });
}

function percent(done: number): string {
  return `${Math.floor(done * 100)}%`;
}

function syncHeader(done: number): string {
  return `backfill; done=${percent(done)}`;
}

function pageHeaders(
  query: GoQuery,
  request: PageRequest,
  listing: Listing,
): Record<string, string> {
  const { head, final, hasNext, whole, done } = listing;
  const borders = { lastPage: whole?.lastPage, hasNext };
  return {
    link: pageLinks(PATH, query, { request, borders }),
    "x-chain-head": String(head),
    "x-chain-final": String(final),
    ...(whole === undefined ? {} : { "x-total-count": String(whole.total) }),
    ...(done === undefined ? {} : { "x-sync": syncHeader(done) }),
  };
}
