import { HttpProblem } from "@holdfast/http";

import { type HistoryLoading, type PageTooDeep } from "../../application/listing.ts";
import { type Representation } from "./list-tag.ts";
import { type QueryFault } from "./page-query.ts";

/** A first load takes seconds on a fast line and a minute on a slow one. */
const LOADING_RETRY_SECONDS = 2;

/** Where the newest delegations can be read meanwhile. */
const MEANWHILE: Readonly<Record<Representation, string>> = {
  original: "without a year",
  whole: "at /xtz/delegations",
};

/** A parameter that makes no sense. */
export function badRequest({ message }: QueryFault): HttpProblem {
  return new HttpProblem({
    status: 400,
    code: "invalid_parameter",
    title: "Bad Request",
    detail: message,
  });
}

/** A page of a selection beyond the reach of page numbers; `link` leads to where it can be reached. */
export function pageTooDeep({ code, rowsMax }: PageTooDeep, link: string): HttpProblem {
  return new HttpProblem({
    status: 400,
    code,
    title: "Bad Request",
    detail: `invalid page: a filtered list has page numbers for its newest ${rowsMax} delegations; the Link header leads on by cursor`,
    headers: { link },
  });
}

/** The history is not ranked yet. */
export function loadingProblem(
  { code, done }: HistoryLoading,
  representation: Representation,
): HttpProblem {
  return new HttpProblem({
    status: 503,
    code,
    title: "the history is loading for the first time",
    detail: `the history is loading (${percent(done)}); the newest delegations can be read ${MEANWHILE[representation]}`,
    headers: { "retry-after": String(LOADING_RETRY_SECONDS), "x-sync": syncHeader(done) },
  });
}

function percent(done: number): string {
  return `${Math.floor(done * 100)}%`;
}

export function syncHeader(done: number): string {
  return `backfill; done=${percent(done)}`;
}
