import { HttpProblem, type Server } from "@holdfast/http";
import { isOperationHash } from "@holdfast/tezos";
import { Type } from "typebox";

import { delegationView } from "../../application/delegation-view.ts";
import type { HistoryMark } from "../../application/history-mark.ts";
import type { MirrorView } from "../../application/list-delegations.ts";
import { type ReadMirrorState, markOf } from "../../application/mirror-state.ts";
import type { Operation, ReadOperation } from "../../application/operation.ts";
import { VARY, untilNextBlock } from "./caching.ts";
import { WholeDelegation } from "./delegation-schema.ts";
import { documentedOnly } from "./documented-only.ts";
import { historyTag, isUnchanged, namesTag } from "./entity-tag.ts";
import { refuseUnranked } from "./history-loading.ts";
import { knownQuery } from "./known-query.ts";
import { levelHeaders } from "./level-headers.ts";
import { badRequest } from "./query-fault.ts";
import { failure, listResponses } from "./responses.ts";

const Params = Type.Object({
  hash: Type.String({
    description: "Hash of the operation",
    examples: ["ooP37LNma6DiWjVxDbS2XZu4PiNKy7fbHZWSn8Vj8FX1hWfkC3b"],
  }),
});

const schema = {
  summary: "The delegations of one operation, newest first",
  description: "An operation has several where a contract sends some, or a batch.",
  tags: ["delegations"],
  params: Params,
  response: {
    ...listResponses(WholeDelegation),
    400: failure("Not the hash of an operation"),
    404: failure("No delegation has this hash"),
  },
};

export type OperationRouteOptions = {
  readonly view: () => MirrorView;
  readonly readOperation: ReadOperation;
  readonly readState: ReadMirrorState;
  /** Seconds until a block is due on top of this level. */
  readonly secondsLeft: (head: number) => number;
};

/** One operation, by its hash. */
export function operationRoute(server: Server, options: OperationRouteOptions): void {
  const { readState, secondsLeft } = options;
  server.route({
    method: "GET",
    url: "/v1/delegations/:hash",
    schema,
    validatorCompiler: documentedOnly,
    handler: async (request, reply) => {
      reply.headers(VARY);
      const { hash } = request.params;
      if (!isOperationHash(hash)) throw badRequest(NO_HASH);
      knownQuery(request.raw.url, { known: [] });
      const naming = (mark: HistoryMark) => ({
        etag: historyTag(["operation", hash], mark),
        ...levelHeaders(mark),
        ...untilNextBlock(secondsLeft(mark.head)),
      });
      const ifNoneMatch = request.headers["if-none-match"];
      if (ifNoneMatch !== undefined) {
        const headers = naming(markOf(await readState()));
        // A tag that is right was given to somebody who asked for this operation, so that it exists.
        if (namesTag(ifNoneMatch, headers.etag)) {
          reply.headers(headers);
          return reply.code(304).send();
        }
      }
      const { state, rows } = await foundOperation(options, hash);
      const headers = naming(state);
      reply.headers(headers);
      if (isUnchanged(ifNoneMatch, headers.etag)) return reply.code(304).send();
      return { data: rows.map((row) => delegationView(row, state.final)) };
    },
  });
}

const NO_HASH = {
  message: "invalid hash: not an operation hash (51 characters that begin with o, right checksum)",
};

async function foundOperation(
  { view, readOperation }: OperationRouteOptions,
  hash: string,
): Promise<Operation> {
  refuseUnranked(view(), "whole");
  const operation = await readOperation(hash);
  if (operation.rows.length > 0) return operation;
  throw new HttpProblem({
    status: 404,
    code: "unknown_operation",
    title: "Not Found",
    detail: "no delegation has this operation hash",
  });
}
