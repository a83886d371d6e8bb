import type { FastifyReply } from "fastify";
import { type TSchema, Type } from "typebox";

import { linkHeader } from "../link-header.ts";
import { CURSOR_LENGTH_MAX } from "./cursors.ts";

const LIMIT_MAX = 100;
const LIMIT = 20;

/** What every list takes besides its filters, for the schema of its query. */
export const PAGE_QUERY = {
  limit: Type.Integer({
    minimum: 1,
    maximum: LIMIT_MAX,
    default: LIMIT,
    description: "The most rows of the page",
  }),
  cursor: Type.Optional(
    Type.String({
      maxLength: CURSOR_LENGTH_MAX,
      description: "Where to go on: next_cursor of the page before, with the same filters",
    }),
  ),
};

/** One page of a list. */
export type Page<Row> = {
  readonly data: Row[];
  readonly has_more: boolean;
  /** Null on the last page. */
  readonly next_cursor: string | null;
};

/** Schema of a page. */
export const PageOf = <Row extends TSchema>(row: Row) =>
  Type.Object({
    data: Type.Array(row),
    has_more: Type.Boolean(),
    next_cursor: Type.Union([Type.String(), Type.Null()]),
  });

/** Makes a page of the rows found when one more than `limit` was asked for; that one only tells that there are more. */
export function pageOf<Row>(
  rows: readonly Row[],
  { limit, cursorOf }: { readonly limit: number; readonly cursorOf: (last: Row) => string },
): Page<Row> {
  const data = rows.slice(0, limit);
  const last = rows.length > limit ? data.at(-1) : undefined;
  if (last === undefined) return { data, has_more: false, next_cursor: null };
  return { data, has_more: true, next_cursor: cursorOf(last) };
}

/** Sets `Link: rel="next"` for all pages but the last, and returns the page. */
export function linkNext<Row>(reply: FastifyReply, page: Page<Row>): Page<Row> {
  const { next_cursor: cursor } = page;
  if (cursor === null) return page;
  const { url } = reply.request;
  const at = url.indexOf("?");
  const query = new URLSearchParams(at === -1 ? "" : url.slice(at));
  query.set("cursor", cursor);
  reply.header("link", linkHeader([{ rel: "next", href: `?${query.toString()}` }]));
  return page;
}
