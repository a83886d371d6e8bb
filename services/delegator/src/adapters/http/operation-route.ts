import { HttpProblem, type Server } from "@holdfast/http";
import { isOperationHash } from "@holdfast/tezos";
import { Type } from "typebox";

import { delegationView } from "../../application/delegation-view.ts";
import { type MirrorView } from "../../application/list-delegations.ts";
import { type ListState, type ReadMirrorState } from "../../application/list-state.ts";
import { type Operation, type ReadOperation } from "../../application/operation.ts";
import { VARY, untilNextBlock } from "./caching.ts";
import { WholeDelegation } from "./delegation-schema.ts";
import { digestOf } from "./digest.ts";
import { parseGoQuery } from "./go-query.ts";
import { levelHeaders } from "./level-headers.ts";
import { badRequest, loadingProblem } from "./list-problems.ts";
import { failure, listResponses } from "./list-responses.ts";
import { entityTag, namesTag } from "./list-tag.ts";
import { unknownParameter } from "./unknown-parameter.ts";

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
    validatorCompiler: () => (value: unknown) => ({ value }),
    handler: async (request, reply) => {
      reply.headers(VARY);
      const { hash } = request.params;
      if (!isOperationHash(hash)) throw badRequest(NO_HASH);
      const stranger = unknownParameter(parseGoQuery(request.raw.url ?? ""), { known: [] });
      if (stranger !== undefined) throw badRequest(stranger);
      const ifNoneMatch = request.headers["if-none-match"];
      if (ifNoneMatch !== undefined) {
        const { rowsByYear, ...state } = await readState();
        const etag = operationTag(hash, { ...state, rows: rowsByYear.get(0) ?? 0 });
        if (namesTag(ifNoneMatch, etag)) {
          reply.headers({
            etag,
            ...levelHeaders(state),
            ...untilNextBlock(secondsLeft(state.head)),
          });
          return reply.code(304).send();
        }
      }
      const { state, rows } = await foundOperation(options, hash);
      reply.headers({
        etag: operationTag(hash, state),
        ...levelHeaders(state),
        ...untilNextBlock(secondsLeft(state.head)),
      });
      return { data: rows.map((row) => delegationView(row, state.final)) };
    },
  });
}

const NO_HASH = {
  message: "invalid hash: not an operation hash (51 characters that begin with o, right checksum)",
};

function operationTag(hash: string, { rows, epoch, final }: ListState): string {
  return entityTag([digestOf(["operation", hash]), rows, epoch, final]);
}

async function foundOperation(
  { view, readOperation }: OperationRouteOptions,
  hash: string,
): Promise<Operation> {
  const { isRanked, done } = view();
  if (!isRanked) throw loadingProblem({ code: "history_loading", done }, "whole");
  const operation = await readOperation(hash);
  if (operation.rows.length > 0) return operation;
  throw new HttpProblem({
    status: 404,
    code: "unknown_operation",
    title: "Not Found",
    detail: "no delegation has this operation hash",
  });
}
