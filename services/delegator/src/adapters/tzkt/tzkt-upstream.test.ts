import { describe, expect, it } from "vitest";

import { skippingClock } from "../../../test/in-memory/skipping-clock.ts";
import type { SyncFact } from "../../application/sync-fact.ts";
import type { Stretch } from "../../application/upstream.ts";
import { type TzktAnswer, TzktHttp } from "./tzkt-http.ts";
import { tzktUpstream } from "./tzkt-upstream.ts";
import { UpstreamRefusal } from "./upstream-refusal.ts";

const SENDER = { address: "tz1Wit2PqodvPeuRRhdQXmkrtU8e8bRYZecd" };
const HASH = "ooP37LNma6DiWjVxDbS2XZu4PiNKy7fbHZWSn8Vj8FX1hWfkC3b";
const { signal } = new AbortController();

/** The real client, with answers instead of a network. */
class ToldHttp extends TzktHttp {
  readonly asked: string[] = [];
  readonly #answers: (TzktAnswer | Error)[];

  constructor(answers: readonly (TzktAnswer | Error)[]) {
    const timeouts = { connectMs: 1, headersMs: 1, bodyMs: 1 };
    super({ url: "http://tzkt.invalid", timeouts, userAgent: "test" });
    this.#answers = [...answers];
  }

  override async get(path: string): Promise<TzktAnswer> {
    this.asked.push(path);
    const answer = this.#answers.shift();
    if (answer === undefined || answer instanceof Error) throw answer ?? new RangeError("no more");
    return answer;
  }
}

function row(number: number, level: number, year = 2020): readonly unknown[] {
  const time = `${year}-01-01T00:00:${String(number).padStart(2, "0")}Z`;
  return [number * 2 ** 20, level, time, HASH, 1, null, SENDER, 5, null, SENDER, null, "applied"];
}

function upstreamOf(answers: readonly (TzktAnswer | Error)[]) {
  const http = new ToldHttp(answers);
  const facts: SyncFact[] = [];
  const clock = skippingClock();
  const upstream = tzktUpstream({
    http,
    pageSize: 3,
    perSecond: 0,
    retryMinMs: 1,
    retryMaxMs: 1,
    clock,
    random: () => 0,
    tell: (fact) => void facts.push(fact),
  });
  const reasons = () =>
    facts.flatMap((fact) => (fact.type === "UpstreamFailed" ? [fact.reason] : []));
  return { upstream, http, clock, reasons };
}

const SOUND: TzktAnswer = { body: [row(11, 110)], level: 500 };
const STRETCH: Stretch = {
  years: { from: 2020, to: 2021 },
  levelAbove: 100,
  levelMax: 400,
  afterId: 10 * 2 ** 20,
  beforeId: 20 * 2 ** 20,
};

describe("a page of TzKT", () => {
  it.each<[string, TzktAnswer]>([
    ["row 0: the id does not ascend", { body: [row(10, 110)], level: 500 }],
    ["row 0: the level is beyond what was asked for", { body: [row(11, 401)], level: 500 }],
    [
      "row 3: more than the 3 rows asked for",
      { body: [1, 2, 3, 4].map((n) => row(n + 10, n + 200)), level: 500 },
    ],
    ["rows beyond the border", { body: [row(11, 110), row(20, 120)], level: 500 }],
    ["rows beyond the border", { body: [row(11, 100)], level: 500 }],
    ["rows beyond the border", { body: [row(11, 110, 2019)], level: 500 }],
    ["rows beyond the border", { body: [row(11, 110, 2021)], level: 500 }],
    ["stale replica: at level 399, asked about 400", { body: [row(11, 110)], level: 399 }],
    ["no Tzkt-Level header", { body: [row(11, 110)], level: undefined }],
    ["malformed row: not a list", { body: { data: [] }, level: 500 }],
  ])("is thrown away and asked for again: %s", async (reason, answer) => {
    const { upstream, http, reasons } = upstreamOf([answer, SOUND]);
    const { rows, level } = await upstream.page(STRETCH, signal);
    expect([...rows].map(({ id }) => id)).toEqual([11 * 2 ** 20]);
    expect(level).toBe(500);
    expect(reasons()).toEqual([reason]);
    expect(http.asked[1]).toBe(http.asked[0]);
  });

  it("is asked for by years, levels and ids", async () => {
    const { upstream, http } = upstreamOf([SOUND]);
    await upstream.page(STRETCH, signal);
    const filters = new URLSearchParams(http.asked[0]?.split("?")[1]);
    filters.delete("select.values");
    expect(Object.fromEntries(filters)).toEqual({
      "timestamp.ge": "2020-01-01T00:00:00Z",
      "timestamp.lt": "2021-01-01T00:00:00Z",
      "level.gt": "100",
      "level.le": "400",
      "id.gt": "10485760",
      "id.lt": "20971520",
      limit: "3",
    });
  });

  it("comes in ascending order although the newest is asked for in descending order", async () => {
    const body = [row(13, 130), row(12, 120), row(11, 110)];
    const { upstream } = upstreamOf([{ body, level: 500 }]);
    const { rows } = await upstream.newest(400, signal);
    expect([...rows].map(({ level }) => level)).toEqual([110, 120, 130]);
  });
});

describe("head and count of TzKT", () => {
  it("are asked for again until they are whole", async () => {
    const head = { chainId: "NetXdQprcVkpaWU", level: 500 };
    const { upstream, reasons } = upstreamOf([
      { body: { chainId: "NetXdQprcVkpaWU" }, level: 500 },
      { body: head, level: 500 },
      { body: "12", level: 500 },
      { body: 12.5, level: 500 },
      { body: 12, level: 399 },
      { body: 12, level: 500 },
    ]);
    expect(await upstream.head(signal)).toEqual(head);
    expect(await upstream.count({ levelMax: 400 }, signal)).toBe(12);
    expect(reasons()).toEqual([
      "malformed head",
      "malformed count",
      "malformed count",
      "stale replica: at level 399, asked about 400",
    ]);
  });
});

describe("an upstream that refuses to count", () => {
  const refusal = new UpstreamRefusal(404, "/count", "");
  const counted: TzktAnswer = { body: 12, level: 500 };

  it("is asked again, for a refusal may be a mistake", async () => {
    const { upstream, clock, reasons } = upstreamOf([refusal, refusal, counted]);
    expect(await upstream.count({ levelMax: 400 }, signal)).toBe(12);
    expect(clock.slept).toEqual([1_000, 2_000]);
    expect(reasons()).toEqual([refusal.message, refusal.message]);
  });

  it("is believed when it refuses three times, and is then asked once each time", async () => {
    const { upstream, http } = upstreamOf([refusal, refusal, refusal, refusal]);
    expect(await upstream.count({ levelMax: 400 }, signal)).toBeUndefined();
    expect(http.asked).toHaveLength(3);
    expect(await upstream.count({ levelMax: 401 }, signal)).toBeUndefined();
    expect(http.asked).toHaveLength(4);
  });

  it("is not believed once it has counted", async () => {
    const refusals = Array.from({ length: 7 }, () => refusal);
    const { upstream, clock } = upstreamOf([counted, ...refusals, { body: 13, level: 500 }]);
    expect(await upstream.count({ levelMax: 400 }, signal)).toBe(12);
    expect(await upstream.count({ levelMax: 401 }, signal)).toBe(13);
    expect(clock.slept).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it("is not believed any more when it counts after all", async () => {
    const answers = [refusal, refusal, refusal, counted, refusal, counted];
    const { upstream } = upstreamOf(answers);
    const counts = [];
    for (let look = 0; look < 3; look += 1) {
      counts.push(await upstream.count({ levelMax: 400 }, signal));
    }
    expect(counts).toEqual([undefined, 12, 12]);
  });
});
