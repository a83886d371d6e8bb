import type { Server } from "@holdfast/http";
import type { RouteAccess } from "@holdfast/http/access";
import type { Static } from "typebox";

import type { LedgerDone } from "../../application/ledger-request.ts";
import type { ItemResult } from "../../domain/decide-transfers.ts";
import type { Told } from "./ledger-writes.ts";
import { presentRecord } from "./present-transfer.ts";
import { writeProblems } from "./responses.ts";
import { batchOf } from "./transfer-commands.ts";
import { BatchBody, BatchShown } from "./transfer-schemas.ts";
import { OF_EVERY_TRANSFER, type TransferWriting } from "./transfer-write-routes.ts";
import { KeyHeaders } from "./wire-schemas.ts";

const WRITING: RouteAccess = { permissions: ["write:transfer"] };

const schema = {
  summary: "Make up to 1,000 transfers, in their order",
  description:
    "Each is told by itself, also one that is refused, unless they are `atomic`: then a no to one is the answer. " +
    "`linked` ones pass or fail with the next.",
  tags: ["transfers"],
  headers: KeyHeaders,
  body: BatchBody,
  response: {
    200: BatchShown,
    ...writeProblems(
      ...OF_EVERY_TRANSFER,
      "unknown_currency",
      "condition_failed",
      "linked_event_failed",
      "linked_event_chain_open",
    ),
  },
};

/** Makes several transfers at once. */
export function batchRoute(scope: Server, { writes, newId }: TransferWriting): void {
  const url = "/v1/transfers/batch";
  const pointerOf = (item: number) => `/transfers/${item}`;
  const perform = writes.route({ url, action: "transfer.batch", tell: tellBatch, pointerOf });
  scope.post(url, { schema, config: { access: WRITING } }, async (request, reply) => {
    await perform(request, reply, () => batchOf(request.body, newId));
    return reply;
  });
}

type Shown = Static<typeof BatchShown>;

function tellBatch(done: LedgerDone): Told {
  const results = done.results.map((each) => presentResult(each, done));
  return { status: 200, headers: {}, body: { results } satisfies Shown };
}

function presentResult(result: ItemResult, done: LedgerDone): Shown["results"][number] {
  const { id, status } = result;
  if (status === "refused") {
    const { code, sentence, data } = result.refusal;
    return { id, status, problem: { code, detail: sentence, params: texts(data) } };
  }
  const recorded = done.transfers.get(id);
  if (recorded === undefined) throw new RangeError("a transfer that was made is not told");
  return { id, status, transfer: presentRecord(recorded, done.accounts) };
}

/** In the order of names, as the log remembers them. */
function texts(data: object): Record<string, string> {
  const entries = Object.entries(data).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
