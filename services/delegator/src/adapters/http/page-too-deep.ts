import { HttpProblem } from "@holdfast/http";

import type { PageTooDeep } from "../../application/listing.ts";

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
