import { describe, expect, it } from "vitest";

import type { Delegation } from "../domain/delegation.ts";
import type { Cursor } from "./cursor.ts";
import { cursorPage, selectedPage } from "./selected-pages.ts";
import type { Selection, SelectionRequest } from "./selection.ts";

const SCOPE = { year: undefined, filter: { status: "applied" } } as const;
/** Rows at levels 1 to 9, the id ten times the level; up to level 7 they are final. */
const FINAL = 7;

function rowAt(level: number): Delegation {
  return {
    id: level * 10,
    level,
    time: 1_530_387_027 + level,
    year: 2018,
    hash: "op",
    counter: level,
    nonce: -1,
    sender: "ann",
    initiator: null,
    amount: 1,
    prevBaker: null,
    newBaker: "bob",
    status: "applied",
  };
}

const newestFirst = [9, 8, 7, 6, 5, 4, 3, 2, 1].map(rowAt);

async function read({ asOf, cursor, offset, limit }: SelectionRequest): Promise<Selection> {
  const isNewer = cursor?.towards === "newer";
  const pinnedId = asOf === undefined || asOf > 9 ? undefined : asOf * 10;
  const rows = newestFirst.filter(
    ({ id }) =>
      id <= (pinnedId ?? Infinity) &&
      (cursor === undefined || (isNewer ? id > cursor.id : id < cursor.id)),
  );
  return {
    rows: (isNewer ? rows.toReversed() : rows).slice(offset, offset + limit),
    state: { head: 9, final: FINAL, retractions: 0n, rows: 9 },
    historyMax: 9,
    pinnedId,
    finalId: FINAL * 10,
  };
}

function idsOf({ rows }: { readonly rows: readonly Delegation[] }): readonly number[] {
  return rows.map(({ id }) => id);
}

describe("a page of a selection by number", () => {
  it("tells that there is another", async () => {
    const page = await selectedPage(read, SCOPE, { page: 2, size: 4, asOf: undefined });
    expect(page).toMatchObject({
      rows: [{ id: 50 }, { id: 40 }, { id: 30 }, { id: 20 }],
      neighbours: { by: "page", asOf: 9, lastPage: undefined, next: "page" },
    });
  });

  it.each([
    [10_000, 1, undefined],
    [5_000, 2, undefined],
    [5_001, 2, "page_too_deep"],
    [1, 10_001, "page_too_deep"],
  ])("of %d rows and number %d is within reach or not", async (size, page, code) => {
    const found = await selectedPage(read, SCOPE, { page, size, asOf: undefined });
    expect("code" in found ? found.code : undefined).toBe(code);
  });

  it.each([
    [5, true],
    [7, true],
    [8, false],
    [10, false],
    [undefined, false],
  ])("pinned to %s rows can change or not", async (asOf, isLasting) => {
    expect(await selectedPage(read, SCOPE, { page: 1, size: 4, asOf })).toMatchObject({
      isLasting,
    });
  });
});

describe("a page by cursor", () => {
  it("leads from the newest row to the oldest and back", async () => {
    const older: (readonly number[])[] = [];
    const newer: (readonly number[])[] = [];
    let cursor: Cursor | "newest" | undefined = "newest";
    let back: Cursor | undefined;
    while (cursor !== undefined) {
      const page = await cursorPage(read, SCOPE, { size: 4, cursor });
      older.push(idsOf(page));
      const { neighbours } = page;
      cursor =
        neighbours.by === "cursor" && typeof neighbours.next === "object"
          ? neighbours.next
          : undefined;
      back = neighbours.by === "cursor" ? neighbours.prev : undefined;
    }
    expect(older).toEqual([[90, 80, 70, 60], [50, 40, 30, 20], [10]]);
    while (back !== undefined) {
      const page = await cursorPage(read, SCOPE, { size: 4, cursor: back });
      newer.push(idsOf(page));
      back = page.neighbours.by === "cursor" ? page.neighbours.prev : undefined;
    }
    expect(newer).toEqual([
      [50, 40, 30, 20],
      [90, 80, 70, 60],
    ]);
  });

  it.each([
    [
      "behind the oldest",
      { id: 5, towards: "older" },
      { prev: { id: 4, towards: "newer" }, next: undefined },
    ],
    [
      "before the newest",
      { id: 95, towards: "newer" },
      { prev: undefined, next: { id: 96, towards: "older" } },
    ],
  ] as const)("leads back from %s", async (_name, cursor, neighbours) => {
    const page = await cursorPage(read, SCOPE, { size: 4, cursor });
    expect(page).toMatchObject({ rows: [], neighbours, isLasting: false });
  });

  it.each([
    ["the newest", "newest", false],
    ["below a row that is not final", { id: 80, towards: "older" }, false],
    ["below a final row", { id: 70, towards: "older" }, true],
    ["the last", { id: 20, towards: "older" }, true],
    ["above a row, with final ones around", { id: 20, towards: "newer" }, true],
    ["above a row, up to one that is not final", { id: 30, towards: "newer" }, false],
  ] as const)("can change or not: %s", async (_name, cursor, isLasting) => {
    expect(await cursorPage(read, SCOPE, { size: 4, cursor })).toMatchObject({ isLasting });
  });
});
