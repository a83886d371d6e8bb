import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { DelegationView } from "../src/application/delegation-view.ts";
import { type Mirrored, mirrored } from "./mirrored.ts";
import type { Delegator } from "./start-delegator.ts";
import { viewsOf } from "./views-of-truth.ts";

let mirror: Mirrored;
let delegator: Delegator;
/** Oldest first. */
let views: readonly DelegationView[];

beforeAll(async () => {
  mirror = await mirrored(3000);
  delegator = mirror.delegator;
  views = viewsOf(mirror.truth, mirror.final);
});

afterAll(async () => {
  await mirror[Symbol.asyncDispose]();
});

const DAY_MS = 86_400_000;
const KINDS = ["register", "undelegate", "delegate", "redelegate", "refresh"];

/** The engine's own calendar is the peer. */
const STARTS: Readonly<Record<string, (time: Date) => number>> = {
  day: (time) => Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate()),
  week: (time) =>
    Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate()) -
    ((time.getUTCDay() + 6) % 7) * DAY_MS,
  month: (time) => Date.UTC(time.getUTCFullYear(), time.getUTCMonth()),
  year: (time) => Date.UTC(time.getUTCFullYear(), 0),
};

function startOf(bucket: string, time: Date): string {
  const start = STARTS[bucket]?.(time) ?? Number.NaN;
  return new Date(start).toISOString().replace(".000Z", "Z");
}

/** One row after the other, the way one would count by hand; only buckets with rows. */
function naive(bucket: string, rows: readonly DelegationView[]) {
  const groups = Map.groupBy(rows, ({ timestamp }) => startOf(bucket, new Date(timestamp)));
  return Array.from(groups, ([start, group]) => ({
    start,
    count: group.length,
    delegators: new Set(group.map((row) => row.delegator)).size,
    amount: String(group.reduce((sum, { amount }) => sum + BigInt(amount), 0n)),
    kinds: Object.fromEntries(
      KINDS.map((kind) => [kind, group.filter((row) => row.kind === kind).length]),
    ),
    not_applied: group.filter(({ status }) => status !== "applied").length,
  }));
}

type Answered = { readonly data: readonly { readonly start: string; readonly count: number }[] };

function isAnswered(value: unknown): value is Answered {
  return typeof value === "object" && value !== null && "data" in value;
}

async function stats(query: string): Promise<Answered["data"]> {
  const { status, text } = await delegator.get(`/v1/stats?${query}`);
  expect(status).toBe(200);
  const body: unknown = JSON.parse(text);
  return isAnswered(body) ? body.data : [];
}

function busiestBaker(): string {
  const choices = Map.groupBy(views, ({ newBaker }) => newBaker ?? "");
  choices.delete("");
  return [...choices].toSorted(([, one], [, other]) => other.length - one.length)[0]?.[0] ?? "";
}

function isOf(baker: string) {
  return (row: DelegationView) => row.newBaker === baker || row.prevBaker === baker;
}

const WHOLE: Readonly<Record<string, readonly string[]>> = {
  day: ["2018-01-01", "2020-09-26", "2023-06-22", "2025-12-31"],
  week: ["2018-01-01", "2026-01-01"],
  month: ["2018-01-01", "2026-01-01"],
  year: ["2018-01-01", "2026-01-01"],
};

describe("statistics", () => {
  it.each(Object.entries(WHOLE))(
    "by %s equal what counting by hand gives, over the whole history, for everybody and for one baker",
    async (bucket, borders) => {
      const baker = busiestBaker();
      expect(views.filter(isOf(baker)).length).toBeGreaterThan(20);
      for (const [query, isIn] of [
        ["", () => true],
        [`&baker=${baker}`, isOf(baker)],
      ] as const) {
        const found: Answered["data"][number][] = [];
        for (const [at, to] of borders.slice(1).entries()) {
          found.push(...(await stats(`bucket=${bucket}&from=${borders[at]}&to=${to}${query}`)));
        }
        expect(found.filter(({ count }) => count > 0)).toEqual(naive(bucket, views.filter(isIn)));
      }
    },
  );

  it.each([
    ["day", 30],
    ["week", 26],
    ["month", 24],
  ])("by %s are of the newest %i unless more is asked for", async (bucket, count) => {
    const found = await stats(`bucket=${bucket}`);
    expect(found).toHaveLength(count);
    const newest = startOf(bucket, new Date(views.at(-1)?.timestamp ?? ""));
    expect(found.at(-1)?.start).toBe(newest);
    const first = found[0]?.start ?? "";
    const rows = views.filter(({ timestamp }) => timestamp >= first);
    expect(found.filter((each) => each.count > 0)).toEqual(naive(bucket, rows));
  });

  it("by year are of all years", async () => {
    expect(await stats("bucket=year")).toEqual(naive("year", views));
  });

  it("count only the part of a bucket that lies inside the range, and show empty buckets", async () => {
    const [from, to] = ["2020-12-30T12:00:00Z", "2021-01-12T06:00:00Z"];
    const found = await stats(`bucket=week&from=${from}&to=${to}`);
    expect(found.map(({ start }) => start.slice(0, 10))).toEqual([
      "2020-12-28",
      "2021-01-04",
      "2021-01-11",
    ]);
    const rows = views.filter(({ timestamp }) => timestamp >= from && timestamp < to);
    expect(found.filter(({ count }) => count > 0)).toEqual(naive("week", rows));
    expect(await stats("bucket=day&from=2018-01-01&to=2018-01-03")).toMatchObject([
      { start: "2018-01-01T00:00:00Z", count: 0, delegators: 0, amount: "0", not_applied: 0 },
      { start: "2018-01-02T00:00:00Z", count: 0 },
    ]);
    expect(await stats("bucket=day&from=2099-01-01")).toEqual([]);
  });

  const BUCKET = "invalid bucket: must be one of day, week, month, year";
  it.each([
    ["/v1/stats", BUCKET],
    ["/v1/stats?bucket=", BUCKET],
    ["/v1/stats?bucket=hour", BUCKET],
    [
      "/v1/stats?bucket=day&from=2018-01-01",
      "invalid range: more than 1000 buckets; take a larger bucket than day, or a shorter range of from and to",
    ],
    [
      "/v1/stats?bucket=day&from=2022-01-01&to=2021-01-01",
      "invalid range: from must lie before to",
    ],
    [
      "/v1/stats?bucket=day&from=x",
      "invalid from: must be a date such as 2021-01-31 or an RFC 3339 time such as 2021-01-31T12:00:00Z",
    ],
    [
      "/v1/stats?bucket=day&baker=x",
      "invalid baker: not a Tezos address (tz1, tz2, tz3, tz4 or KT1, 36 characters with a right checksum)",
    ],
    ["/v1/stats?bucket=day&bakr=x", 'unknown parameter "bakr": did you mean baker?'],
    ["/v1/stats/bakers?bucket=day", 'unknown parameter "bucket": known are from, to, limit'],
    ["/v1/stats/bakers?limit=0", "invalid limit: must be a whole number between 1 and 100"],
    ["/v1/stats/bakers?limit=101", "invalid limit: must be a whole number between 1 and 100"],
    ["/v1/stats/bakers?limit=x", "invalid limit: must be a whole number between 1 and 100"],
    ["/v1/stats/bakers?from=2022-01-01&to=2021-01-01", "invalid range: from must lie before to"],
  ])("refuse %s", async (path, message) => {
    const { status, text } = await delegator.get(path);
    expect({ status, text }).toEqual({
      status: 400,
      text: `${JSON.stringify({ code: 400, message })}\n`,
    });
  });

  it.each(["/v1/stats?bucket=month", "/v1/stats/bakers?limit=3"])(
    "at %s answer 304 to those who have them already",
    async (path) => {
      const { headers } = await delegator.get(path);
      const etag = headers["etag"] ?? "";
      const again = await delegator.get(path, { headers: { "if-none-match": etag } });
      expect(again).toMatchObject({
        status: 304,
        text: "",
        headers: {
          etag,
          "cache-control": "no-cache",
          vary: "Accept, Accept-Encoding",
          "x-chain-final": headers["x-chain-final"],
        },
      });
      const any = await delegator.get(path, { headers: { "if-none-match": "*" } });
      expect(any.status).toBe(304);
      const other = await delegator.get(`${path}&from=2020-01-01`, {
        headers: { "if-none-match": etag },
      });
      expect(other.status).toBe(200);
    },
  );
});

function naiveBakers(rows: readonly DelegationView[]) {
  const applied = rows.filter(({ status }) => status === "applied");
  const sum = (group: readonly DelegationView[]) =>
    String(group.reduce((total, { amount }) => total + BigInt(amount), 0n));
  const bakers = new Set(applied.flatMap(({ newBaker, prevBaker }) => [newBaker, prevBaker]));
  return [...bakers].flatMap((baker) => {
    const won = applied.filter(
      (row) => row.newBaker === baker && ["delegate", "redelegate"].includes(row.kind ?? ""),
    );
    const lost = applied.filter((row) => row.prevBaker === baker && row.newBaker !== baker);
    if (baker === null || won.length + lost.length === 0) return [];
    return {
      baker,
      won: won.length,
      lost: lost.length,
      net: won.length - lost.length,
      amount_won: sum(won),
      amount_lost: sum(lost),
    };
  });
}

describe("top bakers", () => {
  it.each([
    ["?limit=100", "", "~", 100],
    ["", "", "~", 20],
    ["?from=2021-01-01&to=2023-01-01&limit=7", "2021", "2023", 7],
  ])("with %j equal what counting by hand gives", async (query, from, to, limit) => {
    const { text } = await delegator.get(`/v1/stats/bakers${query}`);
    const rows = views.filter(({ timestamp }) => timestamp >= from && timestamp < to);
    const expected = naiveBakers(rows).toSorted(
      (one, other) =>
        other.won - one.won || one.lost - other.lost || (one.baker < other.baker ? -1 : 1),
    );
    expect(expected.length).toBeGreaterThan(20);
    expect(JSON.parse(text)).toEqual({ data: expected.slice(0, limit) });
  });
});
