import { describe, expect, it } from "vitest";

import { parseGoQuery } from "./go-query.ts";
import { type PageBorders, pageLinks } from "./page-links.ts";

function links(target: string, page: number, borders: PageBorders): string {
  return pageLinks("/xtz/delegations", parseGoQuery(target), {
    request: { page, size: 50, year: undefined },
    borders,
  });
}

describe("the Link header", () => {
  it("names all four neighbours in the middle of the list", () => {
    expect(links("/?page=2", 2, { lastPage: 3, hasNext: true })).toBe(
      '</xtz/delegations?page=1&per_page=50>; rel="first", </xtz/delegations?page=1&per_page=50>; rel="prev", ' +
        '</xtz/delegations?page=3&per_page=50>; rel="next", </xtz/delegations?page=3&per_page=50>; rel="last"',
    );
  });

  it("has no prev on the first page and no next on the last", () => {
    expect(links("/", 1, { lastPage: 1, hasNext: false })).toBe(
      '</xtz/delegations?page=1&per_page=50>; rel="first", </xtz/delegations?page=1&per_page=50>; rel="last"',
    );
  });

  it("leads from past the end back to the last page that exists", () => {
    expect(links("/", 9, { lastPage: 3, hasNext: false })).toContain(
      '</xtz/delegations?page=3&per_page=50>; rel="prev"',
    );
  });

  it("leaves out last while the history is loading", () => {
    expect(links("/", 2, { lastPage: undefined, hasNext: true })).not.toContain('rel="last"');
  });

  it("keeps foreign keys, sorted", () => {
    expect(links("/?z=1&year=2020&a=%C3%A9", 1, { lastPage: 1, hasNext: false })).toBe(
      '</xtz/delegations?a=%C3%A9&page=1&per_page=50&year=2020&z=1>; rel="first", ' +
        '</xtz/delegations?a=%C3%A9&page=1&per_page=50&year=2020&z=1>; rel="last"',
    );
  });

  it("keeps foreign bytes that are not UTF-8", () => {
    expect(links("/?a=%ff&%e2%82=%F0%9F%90%8C", 1, { lastPage: 1, hasNext: false })).toContain(
      "</xtz/delegations?a=%FF&page=1&per_page=50&%E2%82=%F0%9F%90%8C>",
    );
  });
});
