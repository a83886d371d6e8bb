import type { Cursor } from "../../application/cursor.ts";
import { type ListRequest, isCursorPlace } from "../../application/list-request.ts";
import type { Neighbours } from "../../application/listing.ts";
import { cursorToken } from "./cursor-token.ts";
import { type GoQuery, formatGoQuery } from "./go-query.ts";

type Relation = "first" | "prev" | "next" | "last";
/** Parameters that name a page of the list. */
type Page = Readonly<Partial<Record<"page" | "as_of" | "cursor", string>>>;
type Link = readonly [Relation, Page];

/** Where a list is served, and what its client asked for. */
export type ListAddress = {
  readonly path: string;
  readonly query: GoQuery;
  readonly asked: ListRequest;
};

/** The `Link` header (RFC 8288): relative references that keep the keys this service does not know. */
export function listLinks(address: ListAddress, neighbours: Neighbours): string {
  const { scope } = address.asked;
  const to = (cursor: Cursor): Page => ({ cursor: cursorToken(scope, cursor) });
  const links =
    neighbours.by === "page" ? pageLinks(address, neighbours, to) : cursorLinks(neighbours, to);
  return writeLinks(address, links);
}

/** The way through a list by cursors, from its newest row on. */
export function cursorWay(address: ListAddress): string {
  return writeLinks(address, [["first", { cursor: "" }]]);
}

function writeLinks({ path, query, asked }: ListAddress, links: readonly Link[]): string {
  return links
    .map(([relation, page]) => {
      const target = new Map(query);
      for (const key of ["page", "as_of", "cursor"]) target.delete(key);
      for (const [key, value] of Object.entries(page)) target.set(key, [value]);
      target.set("per_page", [String(asked.place.size)]);
      return `<${path}?${formatGoQuery(target)}>; rel="${relation}"`;
    })
    .join(", ");
}

function pageLinks(
  { asked }: ListAddress,
  { asOf, lastPage, next }: Extract<Neighbours, { readonly by: "page" }>,
  to: (cursor: Cursor) => Page,
): readonly Link[] {
  const page = isCursorPlace(asked.place) ? 1 : asked.place.page;
  const numbered = (number: number): Page => ({
    page: String(number),
    ...(asOf === undefined ? {} : { as_of: String(asOf) }),
  });
  const found: Link[] = [["first", numbered(1)]];
  // Past the end, the page before is the last one that exists.
  if (page > 1) found.push(["prev", numbered(Math.min(page - 1, lastPage ?? page - 1))]);
  if (next !== undefined) found.push(["next", next === "page" ? numbered(page + 1) : to(next)]);
  if (lastPage !== undefined) found.push(["last", numbered(lastPage)]);
  return found;
}

function cursorLinks(
  { prev, next }: Extract<Neighbours, { readonly by: "cursor" }>,
  to: (cursor: Cursor) => Page,
): readonly Link[] {
  return [
    ["first", { cursor: "" }],
    ...(prev === undefined ? [] : [["prev", to(prev)] as const]),
    ...(next === undefined ? [] : [["next", to(next)] as const]),
  ];
}
