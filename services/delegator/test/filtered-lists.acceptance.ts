import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { DelegationView } from "../src/application/delegation-view.ts";
import type { DelegationFilter } from "../src/domain/delegation-filter.ts";
import type { Delegation } from "../src/domain/delegation.ts";
import { parseUtc } from "../src/domain/utc-time.ts";
import { type Mirrored, mirrored } from "./mirrored.ts";
import { viewsOf } from "./true-delegations.ts";
import { dataOf, linked, walk } from "./walk.ts";

const ROWS = 1300;

let mirror: Mirrored;
beforeAll(async () => {
  mirror = await mirrored(ROWS);
});
afterAll(async () => {
  await mirror[Symbol.asyncDispose]();
});

/** Reads one list by walking from `query` on. */
async function walked(path: string, query: string): Promise<readonly unknown[]> {
  return (await walk(mirror.delegator, `${path}?${query}`)).flatMap(dataOf);
}

function original({ timestamp, amount, delegator, level }: DelegationView) {
  return { timestamp, amount, delegator, level: String(level) };
}

/** The most frequent of the values. */
function usual(values: readonly (string | null)[]): string {
  const groups = Map.groupBy(values, (value) => value);
  groups.delete(null);
  const [first] = [...groups].toSorted(([, one], [, other]) => other.length - one.length);
  return first?.[0] ?? "";
}

type Case = { readonly query: string; readonly filter: DelegationFilter; readonly year?: number };

function levelAt(rows: readonly Delegation[], part: number): number {
  return rows[Math.floor(rows.length * part)]?.level ?? 0;
}

/** Parameters one by one, made of what the rows hold. */
function singles(rows: readonly Delegation[]): Readonly<Record<string, Case>> {
  const sender = usual(rows.map((row) => row.sender));
  const baker = usual(rows.map((row) => row.newBaker));
  const left = usual(rows.map((row) => row.prevBaker));
  const [low, high] = [levelAt(rows, 0.8), levelAt(rows, 0.3)];
  const time = (text: string) => parseUtc(text) ?? NaN;
  return {
    delegator: { query: `delegator=${sender}`, filter: { delegator: sender } },
    stranger: {
      query: "delegator=tz1a1SAaXRt9yoGMx29rh9FsBF4UzmvojdTL",
      filter: { delegator: "tz1a1SAaXRt9yoGMx29rh9FsBF4UzmvojdTL" },
    },
    baker: { query: `baker=${baker}`, filter: { baker: { address: baker, role: "any" } } },
    chosen: {
      query: `baker=${baker}&baker_role=new`,
      filter: { baker: { address: baker, role: "new" } },
    },
    left: {
      query: `baker=${left}&baker_role=prev`,
      filter: { baker: { address: left, role: "prev" } },
    },
    failed: { query: "status=failed", filter: { status: "failed" } },
    applied: { query: "status=applied", filter: { status: "applied" } },
    any: { query: "status=any", filter: {} },
    undelegate: { query: "kind=undelegate", filter: { kind: "undelegate" } },
    refresh: { query: "kind=refresh", filter: { kind: "refresh" } },
    from: { query: "from=2021-06-01", filter: { timeFrom: time("2021-06-01T00:00:00Z") } },
    to: {
      query: "to=2022-02-03T04:05:06%2B07:00",
      filter: { timeTo: time("2022-02-02T21:05:06Z") },
    },
    levels: {
      query: `level_from=${low}&level_to=${high}`,
      filter: { levelFrom: low, levelTo: high },
    },
    oneLevel: {
      query: `level_from=${low}&level_to=${low}`,
      filter: { levelFrom: low, levelTo: low },
    },
    nowhere: { query: "level_from=2147483647", filter: { levelFrom: 2_147_483_647 } },
    apart: {
      query: `level_to=${low}&from=2024-01-01`,
      filter: { levelTo: low, timeFrom: time("2024-01-01T00:00:00Z") },
    },
    least: { query: "min_amount=1000000000", filter: { amountMin: 1_000_000_000 } },
    most: { query: "max_amount=0", filter: { amountMax: 0 } },
    final: { query: "final=true", filter: { isFinal: true } },
    year: { query: "year=2021", filter: {}, year: 2021 },
    emptyYear: { query: "year=2030", filter: {}, year: 2030 },
    everything: { query: "", filter: {} },
  };
}

const NAMES = [
  "delegator",
  "stranger",
  "baker",
  "chosen",
  "left",
  "failed",
  "applied",
  "any",
  "undelegate",
  "refresh",
  "from",
  "to",
  "levels",
  "oneLevel",
  "nowhere",
  "apart",
  "least",
  "most",
  "final",
  "year",
  "emptyYear",
  "everything",
] as const;

const TOGETHER: readonly (readonly (typeof NAMES)[number][])[] = [
  ["from", "to"],
  ["year", "levels"],
  ["year", "from"],
  ["year", "final"],
  ["from", "to", "levels", "final"],
  ["delegator", "applied"],
  ["delegator", "chosen"],
  ["baker", "year"],
  ["baker", "refresh"],
  ["baker", "least", "to"],
  ["chosen", "applied", "from"],
  ["left", "levels", "final"],
  ["failed", "year"],
  ["undelegate", "from", "to"],
  ["least", "levels"],
  ["failed", "refresh"],
  ["applied", "undelegate", "least", "year", "final"],
];

function together(names: readonly (typeof NAMES)[number][]): Case {
  const cases = singles(mirror.rows);
  const chosen = names.flatMap((name) => cases[name] ?? []);
  return chosen.reduce((all, each) => ({
    query: [all.query, each.query].join("&"),
    filter: { ...all.filter, ...each.filter },
    ...(all.year === undefined && each.year === undefined
      ? {}
      : { year: each.year ?? all.year ?? 0 }),
  }));
}

const LISTS = [...NAMES.map((name) => [name] as const), ...TOGETHER].map((names) => ({
  title: names.join(" + "),
  names,
}));

describe.concurrent("a filtered list equals the chain", () => {
  it.each(LISTS)("$title, by page numbers", async ({ names }) => {
    const { query, filter, year } = together(names);
    const { final, rows } = mirror;
    const expected = viewsOf(rows, { filter, final, ...(year === undefined ? {} : { year }) });
    expect(await walked("/v1/delegations", `${query}&per_page=331`)).toEqual(expected);
    expect(await walked("/xtz/delegations", `${query}&per_page=100`)).toEqual(
      expected.map(original),
    );
  });

  it.each(LISTS)("$title, by cursors, there and back", async ({ names }) => {
    const { query, filter, year } = together(names);
    const { final, rows, delegator } = mirror;
    const expected = viewsOf(rows, { filter, final, ...(year === undefined ? {} : { year }) });
    const path = `/v1/delegations?${query}&per_page=331&cursor=`;
    const pages = await walk(delegator, path);
    expect(pages.flatMap(dataOf)).toEqual(expected);
    const last = pages.at(-1);
    const before = last === undefined ? undefined : linked(last, "prev");
    const back = before === undefined ? [] : await walk(delegator, before, { relation: "prev" });
    expect(back.toReversed().map(dataOf)).toEqual(pages.slice(0, -1).map(dataOf));
    expect(await walked("/xtz/delegations", `${query}&per_page=100&cursor=`)).toEqual(
      expected.map(original),
    );
  });

  it("the lists of a delegator and of a baker are filters in the path", async () => {
    const { final, rows } = mirror;
    const sender = usual(rows.map((row) => row.sender));
    const baker = usual(rows.map((row) => row.newBaker));
    expect(await walked(`/v1/delegators/${sender}/delegations`, "per_page=3")).toEqual(
      viewsOf(rows, { filter: { delegator: sender }, final }),
    );
    expect(await walked(`/v1/bakers/${baker}/delegations`, "per_page=50&baker_role=prev")).toEqual(
      viewsOf(rows, { filter: { baker: { address: baker, role: "prev" } }, final }),
    );
    expect(await walked(`/v1/bakers/${baker}/delegations`, "per_page=50&cursor=")).toEqual(
      viewsOf(rows, { filter: { baker: { address: baker, role: "any" } }, final }),
    );
  });

  it("every operation is found by its hash, with all its delegations", async () => {
    const { final, rows, delegator } = mirror;
    const [hash = "", ofHash = []] =
      [...Map.groupBy(rows, (row) => row.hash)].toSorted(
        ([, one], [, other]) => other.length - one.length,
      )[0] ?? [];
    expect(ofHash.length).toBeGreaterThan(1);
    const { status, text } = await delegator.get(`/v1/delegations/${hash}`);
    expect({ status, body: JSON.parse(text) }).toEqual({
      status: 200,
      body: { data: viewsOf(ofHash, { filter: {}, final }) },
    });
  });
});
