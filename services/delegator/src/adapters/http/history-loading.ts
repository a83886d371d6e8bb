import { HttpProblem } from "@holdfast/http";

import type { MirrorView } from "../../application/list-delegations.ts";
import type { HistoryLoading } from "../../application/listing.ts";

/** A first load takes seconds on a fast line and a minute on a slow one. */
const RETRY_SECONDS = 2;

/** What there is meanwhile, for those who asked for one of these. */
const MEANWHILE = {
  original: "the newest delegations can be read without a year",
  whole: "the newest delegations can be read at /xtz/delegations",
  stream: "it can be followed once it is whole",
} as const;

/** The history is not ranked yet. */
export function loadingProblem(
  { code, done }: HistoryLoading,
  asked: keyof typeof MEANWHILE,
): HttpProblem {
  return new HttpProblem({
    status: 503,
    code,
    title: "the history is loading for the first time",
    detail: `the history is loading (${percent(done)}); ${MEANWHILE[asked]}`,
    headers: { "retry-after": String(RETRY_SECONDS), "x-sync": syncHeader(done) },
  });
}

/** Refuses what only a whole history can answer while it loads for the first time. */
export function refuseUnranked({ isRanked, done }: MirrorView, asked: "whole" | "stream"): void {
  if (!isRanked) throw loadingProblem({ code: "history_loading", done }, asked);
}

/** How far the load has come, as `X-Sync` tells it. */
export function syncHeader(done: number): string {
  return `backfill; done=${percent(done)}`;
}

function percent(done: number): string {
  return `${Math.floor(done * 100)}%`;
}
