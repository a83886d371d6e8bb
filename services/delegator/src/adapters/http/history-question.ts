import { HttpProblem } from "@holdfast/http";

import { type HistoryMark } from "../../application/history-mark.ts";
import { type MirrorView } from "../../application/list-delegations.ts";
import { type QueryFault } from "./page-query.ts";

const LOADING_RETRY_SECONDS = "2";

/** Refuses what only a whole history can answer while it loads for the first time. */
export function refuseUnranked({ isRanked, done }: MirrorView): void {
  if (isRanked) return;
  const percent = `${Math.floor(done * 100)}%`;
  throw new HttpProblem({
    status: 503,
    code: "history_loading",
    title: "the history is loading for the first time",
    detail: `the history is loading (${percent})`,
    headers: { "retry-after": LOADING_RETRY_SECONDS, "x-sync": `backfill; done=${percent}` },
  });
}

/** What was read of the query; a parameter that makes no sense is told. */
export function orRefuse<Read extends object>(read: Read | QueryFault): Read {
  if (!isFault(read)) return read;
  throw new HttpProblem({
    status: 400,
    code: "invalid_parameter",
    title: "Bad Request",
    detail: read.message,
  });
}

function isFault(read: object): read is QueryFault {
  return "message" in read;
}

/** The levels an answer belongs to. */
export function levelHeaders({ head, final }: HistoryMark): Record<string, string> {
  return { "x-chain-head": String(head), "x-chain-final": String(final) };
}
