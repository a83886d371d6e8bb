import { describe, expect, it } from "vitest";

import { listLinks } from "./list-links.ts";
import { readSelection } from "./list-query.ts";

/** The links of a request in a list of so many accounts. */
function linksOf(query: string, total: number) {
  const { selection } = readSelection(new URLSearchParams(query));
  if (selection === undefined) throw new TypeError("the query is wrong");
  return listLinks(selection, { total, places: [] });
}

const page = (number: number | string, size: number) =>
  `/v1/organisation/accounts?page%5Bnumber%5D=${number}&page%5Bsize%5D=${size}`;

describe("links of a list", () => {
  it("carry the words first and last where others carry numbers", () => {
    expect(linksOf("page[number]=1&page[size]=2", 5)).toEqual({
      self: page(1, 2),
      first: page("first", 2),
      last: page("last", 2),
      prev: page(0, 2),
      next: page(2, 2),
    });
  });

  it.each([
    ["the first page", "page[number]=0&page[size]=2", { next: page(1, 2) }],
    ["the last page", "page[number]=2&page[size]=2", { prev: page(1, 2) }],
    ["the page called last", "page[number]=last&page[size]=2", { prev: page(1, 2) }],
    ["the page called first", "page[number]=first&page[size]=2", { next: page(1, 2) }],
    ["a page beyond the end", "page[number]=7&page[size]=2", { prev: page(6, 2) }],
    ["a list of one page", "", {}],
  ])("of %s lead to the neighbours there are", (_name, query, neighbours) => {
    const { next, prev } = linksOf(query, 5);
    expect({ next, prev }).toEqual({ next: undefined, prev: undefined, ...neighbours });
  });

  it("of an empty list lead nowhere", () => {
    expect(linksOf("", 0)).toEqual({
      self: page(0, 100),
      first: page("first", 100),
      last: page("last", 100),
    });
  });

  it.each([
    ["page[size]=0", "page[size] must be from 1 to 1000"],
    ["page[size]=1001", "page[size] must be from 1 to 1000"],
    ["page[size]=x", "page[size] must be from 1 to 1000"],
    ["page[number]=-1", "page[number] must be a whole number from 0"],
    ["page[after]=x", "page[after] is no cursor of this list"],
  ])("are refused for %s", (query, refusal) => {
    expect(readSelection(new URLSearchParams(query))).toMatchObject({ refusal });
  });
});
