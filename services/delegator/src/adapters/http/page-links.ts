import { type PageRequest } from "../../application/delegation-pages.ts";
import { type GoQuery, formatGoQuery } from "./go-query.ts";

type Relation = "first" | "prev" | "next" | "last";

/** What is known of the list; `lastPage` is undefined while the history is still loading. */
export type PageBorders = { readonly lastPage: number | undefined; readonly hasNext: boolean };

function relations(
  { page }: PageRequest,
  { lastPage, hasNext }: PageBorders,
): [Relation, number][] {
  const found: [Relation, number][] = [["first", 1]];
  // Past the end, the page before is the last one that exists.
  if (page > 1) found.push(["prev", Math.min(page - 1, lastPage ?? page - 1)]);
  if (hasNext) found.push(["next", page + 1]);
  if (lastPage !== undefined) found.push(["last", lastPage]);
  return found;
}

/** The `Link` header (RFC 8288): relative references that keep the keys this service does not know. */
export function pageLinks(
  path: string,
  query: GoQuery,
  position: { readonly request: PageRequest; readonly borders: PageBorders },
): string {
  const { request, borders } = position;
  return relations(request, borders)
    .map(([relation, page]) => {
      const target = new Map(query);
      target.set("page", [String(page)]);
      target.set("per_page", [String(request.size)]);
      return `<${path}?${formatGoQuery(target)}>; rel="${relation}"`;
    })
    .join(", ");
}
