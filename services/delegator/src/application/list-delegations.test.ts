import { describe, expect, it } from "vitest";

import { type PageRow } from "./delegation-pages.ts";
import { type MirrorView, listDelegations } from "./list-delegations.ts";

function rowAt(level: number): PageRow {
  return { timestamp: "2018-06-30T19:30:27Z", amount: "1", delegator: "tz1", level: String(level) };
}

const newest = [5, 4, 3, 2, 1].map(rowAt);
const loading: MirrorView = {
  isRanked: false,
  provisional: { rows: newest, head: 7, final: 5 },
  done: 0.25,
};
const noPages = (): Promise<never> => Promise.reject(new RangeError("the table must not be asked"));
const request = { page: 1, size: 2, year: undefined };

describe("listing delegations", () => {
  it("shows the newest rows while the history is loading, without totals", async () => {
    const listing = await listDelegations(() => loading, noPages)({ ...request, page: 2 });
    expect(listing).toEqual({
      rows: [rowAt(3), rowAt(2)],
      head: 7,
      final: 5,
      hasNext: true,
      done: 0.25,
    });
  });

  it.each([
    ["a page partly beyond the newest rows", { ...request, page: 3 }],
    ["a page wholly beyond them", { ...request, page: 9 }],
    ["a filter", { ...request, year: 2018 }],
  ])("cannot tell %s while the history is loading", async (_name, asked) => {
    expect(await listDelegations(() => loading, noPages)(asked)).toEqual({
      code: "history_loading",
      done: 0.25,
    });
  });

  it("cannot tell anything before the newest rows have arrived", async () => {
    const view = { isRanked: false, provisional: undefined, done: 0 };
    expect(await listDelegations(() => view, noPages)(request)).toEqual({
      code: "history_loading",
      done: 0,
    });
  });

  it("serves by rank once the history is ranked", async () => {
    const ranked = { isRanked: true, provisional: undefined, done: 1 };
    const pages = async () => ({ rows: [rowAt(3)], total: 5, head: 7, final: 5 });
    expect(await listDelegations(() => ranked, pages)({ ...request, page: 3 })).toEqual({
      rows: [rowAt(3)],
      head: 7,
      final: 5,
      hasNext: false,
      whole: { total: 5, lastPage: 3 },
    });
  });
});
