import { describe, expect, it } from "vitest";

import type { CursorPlace, PagePlace } from "../../application/list-request.ts";
import type { Neighbours } from "../../application/listing.ts";
import { cursorToken } from "./cursor-token.ts";
import { parseGoQuery } from "./go-query.ts";
import { listLinks } from "./list-links.ts";

const SCOPE = { year: undefined, filter: {} };
const PATH = "/xtz/delegations";

function links(target: string, place: PagePlace | CursorPlace, neighbours: Neighbours): string {
  const address = { path: PATH, query: parseGoQuery(target), asked: { scope: SCOPE, place } };
  return listLinks(address, neighbours);
}

function pageLinks(target: string, page: number, beside: { last?: number; next?: "page" }): string {
  return links(
    target,
    { page, size: 50, asOf: undefined },
    { by: "page", asOf: 120, lastPage: beside.last, next: beside.next },
  );
}

describe("the Link header", () => {
  it("names all four neighbours in the middle of the list, pinned to its rows", () => {
    expect(pageLinks("/?page=2", 2, { last: 3, next: "page" })).toBe(
      `<${PATH}?as_of=120&page=1&per_page=50>; rel="first", <${PATH}?as_of=120&page=1&per_page=50>; rel="prev", ` +
        `<${PATH}?as_of=120&page=3&per_page=50>; rel="next", <${PATH}?as_of=120&page=3&per_page=50>; rel="last"`,
    );
  });

  it("has no prev on the first page and no next on the last", () => {
    expect(pageLinks("/", 1, { last: 1 })).toBe(
      `<${PATH}?as_of=120&page=1&per_page=50>; rel="first", <${PATH}?as_of=120&page=1&per_page=50>; rel="last"`,
    );
  });

  it("leads from past the end back to the last page that exists", () => {
    expect(pageLinks("/", 9, { last: 3 })).toContain(
      `<${PATH}?as_of=120&page=3&per_page=50>; rel="prev"`,
    );
  });

  it("leaves out last where it is not known", () => {
    expect(pageLinks("/", 2, { next: "page" })).not.toContain('rel="last"');
  });

  it("leaves out as_of while the history is loading", () => {
    const place = { page: 1, size: 50, asOf: undefined };
    const neighbours = {
      by: "page",
      asOf: undefined,
      lastPage: undefined,
      next: undefined,
    } as const;
    expect(links("/", place, neighbours)).toBe(`<${PATH}?page=1&per_page=50>; rel="first"`);
  });

  it("keeps foreign keys, sorted", () => {
    expect(pageLinks("/?z=1&year=2020&a=%C3%A9", 1, { last: 1 })).toBe(
      `<${PATH}?a=%C3%A9&as_of=120&page=1&per_page=50&year=2020&z=1>; rel="first", ` +
        `<${PATH}?a=%C3%A9&as_of=120&page=1&per_page=50&year=2020&z=1>; rel="last"`,
    );
  });

  it("keeps foreign bytes that are not UTF-8", () => {
    expect(pageLinks("/?a=%ff&%e2%82=%F0%9F%90%8C", 1, { last: 1 })).toContain(
      `<${PATH}?a=%FF&as_of=120&page=1&per_page=50&%E2%82=%F0%9F%90%8C>`,
    );
  });

  it("leads by cursor from a page by cursor, and back to the newest", () => {
    const older = { id: 3, towards: "older" } as const;
    const newer = { id: 9, towards: "newer" } as const;
    const place = { size: 2, cursor: { id: 10, towards: "older" } } as const;
    const to = (cursor: typeof older | typeof newer) => cursorToken(SCOPE, cursor);
    expect(links("/?cursor=x&a=1", place, { by: "cursor", prev: newer, next: older })).toBe(
      `<${PATH}?a=1&cursor=&per_page=2>; rel="first", <${PATH}?a=1&cursor=${to(newer)}&per_page=2>; rel="prev", ` +
        `<${PATH}?a=1&cursor=${to(older)}&per_page=2>; rel="next"`,
    );
  });

  it("goes over to a cursor behind the last page that has a number", () => {
    const next = { id: 3, towards: "older" } as const;
    const place = { page: 200, size: 50, asOf: 9 };
    const header = links("/?page=200&as_of=9", place, {
      by: "page",
      asOf: 9,
      lastPage: undefined,
      next,
    });
    expect(header).toContain(
      `<${PATH}?cursor=${cursorToken(SCOPE, next)}&per_page=50>; rel="next"`,
    );
  });
});
