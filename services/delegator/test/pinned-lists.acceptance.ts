import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { sql } from "./delegator-database.ts";
import { type Mirrored, mirrored } from "./mirrored.ts";
import { appendRows, finalize, resetTip, retractRows } from "./tip.ts";
import { dataOf, linked, walk } from "./walk.ts";

const ROWS = 700;
const PATH = "/v1/delegations";

let mirror: Mirrored;
beforeAll(async () => {
  mirror = await mirrored(ROWS);
});
afterEach(async () => {
  const { database, head, final } = mirror;
  await resetTip(database, { rows: ROWS, head, final });
});
afterAll(async () => {
  await mirror[Symbol.asyncDispose]();
});

/** Ids of the rows of some pages. */
function idsOf(rows: readonly unknown[]): readonly number[] {
  return rows.map((row) =>
    typeof row === "object" && row !== null && "id" in row ? Number(row.id) : NaN,
  );
}

async function idsAt(query: string): Promise<readonly number[]> {
  return idsOf(dataOf(await mirror.delegator.get(`${PATH}?${query}`)));
}

/** All ids there are, newest first. */
function known(): readonly number[] {
  return mirror.rows.map(({ id }) => id);
}

/** Rows come; and every other time a reorg takes them back and others come. */
function restlessTip(): () => Promise<void> {
  let round = 0;
  return async () => {
    round += 1;
    await appendRows(mirror.database, 3);
    if (round % 2 === 0) await retractRows(mirror.database, 4);
  };
}

describe("a walk while rows come and go at the tip", () => {
  it.each([
    ["pages of the history", "per_page=120"],
    ["pages of the newest year", "per_page=7&year=2025"],
    ["pages of a stretch", "per_page=120&from=2019-01-01"],
    ["a list pinned before", `per_page=120&as_of=${ROWS}`],
    ["cursors", "per_page=120&cursor="],
    ["cursors of a selection", "per_page=120&cursor=&status=applied"],
  ])("meets each final row exactly once: %s", async (_name, query) => {
    const { delegator, database } = mirror;
    await appendRows(database, 5);
    const { rows } = mirror;
    const mayPass = (row: (typeof rows)[number]): boolean =>
      (!query.includes("status=applied") || row.status === "applied") &&
      (!query.includes("year=2025") || row.year === 2025) &&
      (!query.includes("from=2019") || row.year >= 2019);
    const pages = await walk(delegator, `${PATH}?${query}`, { meanwhile: restlessTip() });
    const ids = idsOf(pages.flatMap(dataOf));
    expect(pages.length).toBeGreaterThan(3);
    expect(new Set(ids).size).toBe(ids.length);
    const final = new Set(known());
    expect(ids.filter((id) => final.has(id))).toEqual(rows.filter(mayPass).map(({ id }) => id));
  });
});

describe("a pinned list", () => {
  it("shows the same rows however many have come since", async () => {
    const before = await idsAt("page=2&per_page=50");
    await appendRows(mirror.database, 7);
    expect(await idsAt(`page=2&per_page=50&as_of=${ROWS}`)).toEqual(before);
    expect(await idsAt("page=2&per_page=50")).not.toEqual(before);
  });

  it("counts what it is pinned to", async () => {
    const { headers } = await mirror.delegator.get(`${PATH}?as_of=120&per_page=50`);
    expect(headers["x-total-count"]).toBe("120");
    expect(headers["link"]).toBe(
      `<${PATH}?as_of=120&page=1&per_page=50>; rel="first", <${PATH}?as_of=120&page=2&per_page=50>; rel="next", ` +
        `<${PATH}?as_of=120&page=3&per_page=50>; rel="last"`,
    );
    expect(await idsAt("as_of=120&per_page=50&page=3")).toEqual(known().slice(-20));
    expect(await idsAt("as_of=0")).toEqual([]);
  });

  it("keeps its borders when a reorg has taken its newest rows", async () => {
    await appendRows(mirror.database, 10);
    const query = `per_page=50&as_of=${ROWS + 10}`;
    const [first, second] = [await idsAt(query), await idsAt(`${query}&page=2`)];
    await retractRows(mirror.database, 4);
    expect(await idsAt(query)).toEqual(first.slice(4));
    expect(await idsAt(`${query}&page=2`)).toEqual(second);
    const { headers } = await mirror.delegator.get(`${PATH}?${query}`);
    expect(headers["x-total-count"]).toBe(String(ROWS + 10));
  });

  it.each(["", "&year=2025", "&level_from=1", "&status=applied"])(
    "is pinned to the most rows there ever were when asked for more: %j",
    async (filter) => {
      await appendRows(mirror.database, 10);
      await retractRows(mirror.database, 4);
      const [{ n_max: most } = { n_max: NaN }] = await sql<{ readonly n_max: number }>(
        mirror.database,
        `select n_max from delegator.scope_count where year = ${filter === "&year=2025" ? 2025 : 0}`,
      );
      const answer = await mirror.delegator.get(
        `${PATH}?per_page=1&as_of=9007199254740991${filter}`,
      );
      expect(linked(answer, "first")).toContain(`as_of=${most}&`);
    },
  );
});

describe("what is not final", () => {
  it("is shown as such, and not at all where only final rows are asked for", async () => {
    await appendRows(mirror.database, 3);
    const newest = dataOf(await mirror.delegator.get(`${PATH}?per_page=4`));
    expect(newest).toMatchObject([
      { final: false },
      { final: false },
      { final: false },
      { final: true },
    ]);
    expect(await idsAt("final=true&per_page=4")).toEqual(known().slice(0, 4));
    expect(await idsAt("final=true&per_page=4&status=applied&cursor=")).toEqual(
      mirror.rows
        .filter(({ status }) => status === "applied")
        .slice(0, 4)
        .map(({ id }) => id),
    );
    await finalize(mirror.database);
    expect(await idsAt("final=true&per_page=1000")).toHaveLength(ROWS + 3);
  });
});
