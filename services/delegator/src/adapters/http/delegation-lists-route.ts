import type { Server } from "@holdfast/http";
import { type TProperties, Type } from "typebox";

import type { DelegationView } from "../../application/delegation-view.ts";
import { yearOf } from "../../domain/utc-time.ts";
import { VARY } from "./caching.ts";
import { WholeDelegation } from "./delegation-schema.ts";
import { documentedOnly } from "./documented-only.ts";
import type { GoQuery } from "./go-query.ts";
import { knownQuery } from "./known-query.ts";
import { type ListServing, answerList } from "./list-answer.ts";
import { FILTERS, placeParameters } from "./list-parameters.ts";
import { readListQuery } from "./list-query.ts";
import { orRefuse } from "./query-fault.ts";
import { listResponses } from "./responses.ts";

/** Delegations a page may hold. */
const SIZE_MAX = 1000;

export type DelegationListsOptions = {
  readonly serving: ListServing<DelegationView>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/** A list with a route of its own. */
type ListRoute = {
  readonly url: string;
  readonly summary: string;
  readonly filters: TProperties;
  /** The filter that stands in the path. */
  readonly inPath?: "delegator" | "baker";
};

const LISTS: readonly ListRoute[] = [
  {
    url: "/v1/delegations",
    summary: "Delegations with everything that is known of them, most recent first",
    filters: FILTERS.all,
  },
  {
    url: "/v1/delegators/:address/delegations",
    summary: "The delegations of one delegator, most recent first",
    filters: FILTERS.ofDelegator,
    inPath: "delegator",
  },
  {
    url: "/v1/bakers/:address/delegations",
    summary: "The delegations to and away from one baker, most recent first",
    filters: FILTERS.ofBaker,
    inPath: "baker",
  },
];

const Params = Type.Object({
  address: Type.String({
    description: "Address of the delegator or baker",
    examples: ["tz1a1SAaXRt9yoGMx29rh9FsBF4UzmvojdTL"],
  }),
});

/** The lists of whole delegations. */
export function delegationLists(server: Server, options: DelegationListsOptions): void {
  for (const route of LISTS) delegationList(server, route, options);
}

function delegationList(server: Server, route: ListRoute, options: DelegationListsOptions): void {
  const { url, summary, filters, inPath } = route;
  const parameters = { ...placeParameters(SIZE_MAX), ...filters };
  const known = Object.keys(parameters);
  server.route({
    method: "GET",
    url,
    schema: {
      summary,
      description: "Unknown parameters are refused.",
      tags: ["delegations"],
      ...(inPath === undefined ? {} : { params: Params }),
      querystring: Type.Object(parameters),
      response: listResponses(WholeDelegation),
    },
    validatorCompiler: documentedOnly,
    handler: async (request, reply) => {
      reply.headers(VARY);
      const query = knownQuery(request.raw.url, { known, inPath });
      const place = placeOf(route, request.params, query);
      const currentYear = yearOf(options.now() / 1000);
      const asked = orRefuse(readListQuery(place.filtered, { currentYear, sizeMax: SIZE_MAX }));
      const address = { path: place.path, query, asked };
      const { headers, rows } = await answerList(
        options.serving,
        address,
        request.headers["if-none-match"],
      );
      reply.headers(headers);
      return rows === undefined ? reply.code(304).send() : { data: [...rows] };
    },
  });
}

/** The path as links repeat it, and the query with the filter of the path in it. */
function placeOf({ url, inPath }: ListRoute, params: unknown, query: GoQuery) {
  if (inPath === undefined) return { path: url, filtered: query };
  const address = addressOf(params);
  return {
    path: url.replace(":address", address),
    // An empty parameter would be no filter at all.
    filtered: new Map(query).set(inPath, [address === "" ? "none" : address]),
  };
}

function addressOf(params: unknown): string {
  if (typeof params !== "object" || params === null || !("address" in params)) return "";
  return String(params.address);
}
