import { expect, it } from "vitest";

import { delegations } from "../../test/in-memory/delegations.ts";
import { memoryUpstream } from "../../test/in-memory/memory-upstream.ts";
import { DelegationPage } from "../domain/delegation-page.ts";
import { rangeRows } from "./range-rows.ts";

const ROWS = delegations(40);
/** The rows from this one on are held already. */
const HELD = 25;
const signal = new AbortController().signal;

async function load(early: readonly (typeof ROWS)[number][]) {
  const upstream = memoryUpstream({ rows: ROWS, level: () => 400, pageSize: 10 });
  const stretch = { levelMax: 400, afterId: 0, beforeId: ROWS[HELD]?.id };
  const page = Promise.resolve({ rows: DelegationPage.of(early), level: 400 });
  const found = [];
  for await (const rows of rangeRows(upstream, { stretch, expected: HELD, early: page }, signal)) {
    found.push(...rows);
  }
  return { found, asked: upstream.pages.length };
}

it("begins with the page that was asked for early", async () => {
  expect(await load(ROWS.slice(0, 10))).toEqual({ found: ROWS.slice(0, HELD), asked: 2 });
});

it.each(["before", "while"])(
  "does not wait for that page when the load is ended %s it is under way",
  async (when) => {
    const ending = new AbortController();
    const upstream = memoryUpstream({ rows: ROWS, level: () => 400, pageSize: 10 });
    const early = new Promise<never>(() => undefined);
    if (when === "before") ending.abort(new RangeError("the lead is lost"));
    const request = { stretch: { afterId: 0 }, expected: HELD, early };
    const first = rangeRows(upstream, request, ending.signal).next();
    ending.abort(new RangeError("the lead is lost"));
    await expect(first).rejects.toThrow("the lead is lost");
    expect(upstream.pages).toEqual([]);
  },
);

it("asks again where that page reaches into the rows that are held", async () => {
  expect(await load(ROWS.slice(20, 30))).toEqual({ found: ROWS.slice(0, HELD), asked: 3 });
});

it("goes on after an early page without rows, as after any", async () => {
  expect(await load([])).toEqual({ found: ROWS.slice(0, HELD), asked: 3 });
});
