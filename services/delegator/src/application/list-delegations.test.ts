import { describe, expect, it } from "vitest";

import { delegations } from "../../test/in-memory/delegations.ts";
import { DelegationPage } from "../domain/delegation-page.ts";
import type { ListScope } from "../domain/list-scope.ts";
import type { PageRow, RankedPage } from "./delegation-pages.ts";
import { type MirrorView, listDelegations } from "./list-delegations.ts";
import type { ListRequest, PagePlace } from "./list-request.ts";
import { pageRow } from "./page-row.ts";

function rowAt(level: number): PageRow {
  return { timestamp: "2018-06-30T19:30:27Z", amount: "1", delegator: "tz1", level: String(level) };
}

const NEWEST = delegations(5);
const loading: MirrorView = {
  isRanked: false,
  provisional: { rows: DelegationPage.of(NEWEST), head: 7, final: 5 },
  done: 0.25,
};
const noAnswer = (): Promise<never> =>
  Promise.reject(new RangeError("the table must not be asked"));

function listOf(view: MirrorView, pages: () => Promise<RankedPage<PageRow>> = noAnswer) {
  return listDelegations<PageRow>({
    view: () => view,
    pages,
    stretches: noAnswer,
    selections: noAnswer,
    show: pageRow,
  });
}

const HISTORY: ListScope = { year: undefined, filter: {} };

function page(place: Partial<PagePlace>, scope = HISTORY): ListRequest {
  return { scope, place: { page: 1, size: 2, asOf: undefined, ...place } };
}

describe("listing delegations", () => {
  it("shows the newest rows while the history is loading, without totals", async () => {
    expect(await listOf(loading)(page({ page: 2 }))).toEqual({
      rows: [NEWEST[2], NEWEST[1]].map((row) => row && pageRow(row)),
      state: { head: 7, final: 5 },
      neighbours: { by: "page", asOf: undefined, lastPage: undefined, next: "page" },
      isLasting: false,
      done: 0.25,
    });
  });

  it.each([
    ["a page partly beyond the newest rows", page({ page: 3 })],
    ["a page wholly beyond them", page({ page: 9 })],
    ["a year", page({}, { year: 2018, filter: {} })],
    ["a filter", page({}, { year: undefined, filter: { status: "failed" } })],
    ["a pinned list", page({ asOf: 5 })],
    ["a cursor", { scope: HISTORY, place: { size: 2, cursor: "newest" as const } }],
  ])("cannot tell %s while the history is loading", async (_name, asked) => {
    expect(await listOf(loading)(asked)).toEqual({ code: "history_loading", done: 0.25 });
  });

  it("cannot tell anything before the newest rows have arrived", async () => {
    const view = { isRanked: false, provisional: undefined, done: 0 };
    expect(await listOf(view)(page({}))).toEqual({ code: "history_loading", done: 0 });
  });

  const ranked: MirrorView = { isRanked: true, provisional: undefined, done: 1 };
  const state = { head: 7, final: 5, retractions: 0n, rows: 5 };

  it("serves by rank once the history is ranked, pinned to what it has now", async () => {
    const pages = async () => ({ rows: [rowAt(1)], total: 5, totalMax: 5, state });
    expect(await listOf(ranked, pages)(page({ page: 3 }))).toEqual({
      rows: [rowAt(1)],
      state,
      version: state,
      neighbours: { by: "page", asOf: 5, lastPage: 3, next: undefined },
      total: 5,
      isLasting: false,
    });
  });

  it.each([
    ["a full page of final rows", { asOf: 5 }, [5, 4], true],
    ["a page with a row that is not final", { asOf: 6 }, [6, 5], false],
    ["a page that lost a row to a reorg", { asOf: 6 }, [5], false],
    ["a list pinned to more than it ever had", { asOf: 8 }, [5, 4], false],
    ["a list that is not pinned", {}, [5, 4], false],
    ["a page past the end", { asOf: 5, page: 9 }, [], false],
  ])("knows whether %s can change", async (_name, place, levels, isLasting) => {
    const pages = async () => ({ rows: levels.map(rowAt), total: 5, totalMax: 7, state });
    expect(await listOf(ranked, pages)(page(place))).toMatchObject({ isLasting });
  });

  it("keeps the borders of a pinned list although a reorg has made it shorter", async () => {
    const pages = async () => ({ rows: [], total: 5, totalMax: 7, state });
    expect(await listOf(ranked, pages)(page({ asOf: 7 }))).toMatchObject({
      total: 7,
      neighbours: { asOf: 7, lastPage: 4 },
    });
  });
});
