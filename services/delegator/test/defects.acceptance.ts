import type { TestDatabase } from "@holdfast/postgres/testing";
import { type Fault, startTzkt, type TzktStandIn } from "@holdfast/standin-tzkt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { delegatorDatabase } from "./delegator-database.ts";
import { newestFirst, type PageRow } from "./pages-of-truth.ts";
import { type Delegator, startDelegator } from "./start-delegator.ts";
import { expectedRows, storedRows } from "./stored-rows.ts";

const PAGES = "/v1/operations/delegations?";

/** Each of these ends the original's ingestion for good. A stall is far longer than the second of play in the client's timers. */
const FAULTS: readonly Fault[] = [
  { kind: "too_many_requests", retryAfter: "none", nth: 1 },
  { kind: "server_error", status: 503, nth: 3 },
  { kind: "stall_headers", ms: 5_000, path: PAGES, nth: 2 },
  { kind: "stall_body", ms: 5_000, path: PAGES, nth: 5 },
  { kind: "truncated_json", path: PAGES, nth: 8 },
  { kind: "reset_mid_body", path: PAGES, nth: 9 },
  { kind: "missing_row", path: PAGES, nth: 11 },
];

let database: TestDatabase;
let tzkt: TzktStandIn;
let delegator: Delegator;

beforeAll(async () => {
  database = await delegatorDatabase();
  tzkt = await startTzkt({ seed: 11, rows: 1500, faults: { faults: FAULTS } });
  const hasty = { TZKT_TIMEOUT_HEADERS: "200ms", TZKT_TIMEOUT_BODY: "200ms" };
  delegator = await startDelegator({ database, tzkt }, { ...hasty, TZ: "Asia/Tokyo" });
  await delegator.facts.said("AuditPassed");
});

afterAll(async () => {
  await delegator[Symbol.asyncDispose]();
  await tzkt[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

type Body = { readonly data: readonly PageRow[] };

function isBody(value: unknown): value is Body {
  return typeof value === "object" && value !== null && "data" in value;
}

async function rowsAt(path: string): Promise<readonly PageRow[]> {
  const { text } = await delegator.get(path);
  const body: unknown = JSON.parse(text);
  return isBody(body) ? body.data : [];
}

function nextOf(link: string | undefined): string | undefined {
  return /<([^>]+)>; rel="next"/.exec(link ?? "")?.[1];
}

/** What following `rel="next"` from the first page on yields. */
async function walk(from: string): Promise<readonly PageRow[]> {
  const rows: PageRow[] = [];
  for (let path: string | undefined = from; path !== undefined;) {
    rows.push(...(await rowsAt(path)));
    const { headers } = await delegator.get(path, { method: "HEAD" });
    path = nextOf(headers["link"]);
  }
  return rows;
}

describe("where the original fails", () => {
  it("ingestion survives 429, 5xx, timeouts, broken connections and truncated answers", async () => {
    const met = new Set(tzkt.requests.map(({ fault }) => fault));
    expect(FAULTS.map(({ kind }) => kind).filter((kind) => !met.has(kind))).toEqual([]);
    expect(delegator.facts.all("UpstreamFailed").length).toBeGreaterThanOrEqual(6);
    expect(delegator.facts.all("SyncInterrupted")).toEqual([]);
  });

  it("every column is stored: hash, counter, nonce, bakers, initiator, status and kind", async () => {
    const stored = await storedRows(database);
    expect(stored).toEqual(expectedRows(tzkt.truth()));
    const statuses = new Set(stored.map(({ status }) => status));
    const kinds = new Set(stored.map(({ kind }) => kind));
    expect(statuses).toEqual(new Set(["applied", "failed", "backtracked", "skipped"]));
    expect(kinds.has("undelegate") && kinds.has("register")).toBe(true);
    expect(stored.some(({ nonce, initiator }) => nonce >= 0 && initiator !== null)).toBe(true);
  });

  it("walking all pages yields every row exactly once, in one order, blocks of many rows included", async () => {
    const rows = newestFirst(tzkt.truth());
    const levels = rows.map(({ level }) => level);
    expect(new Set(levels).size).toBeLessThan(levels.length);
    expect(await walk("/xtz/delegations?per_page=7")).toEqual(rows);
  });

  it.each([
    [
      "368934881474191034",
      "invalid page: page exceeds maximum: must be between 1 and 9007199254740991",
    ],
    [
      "18446744073709551615",
      "invalid page: page exceeds maximum: must be between 1 and 9007199254740991",
    ],
  ])("page %s does not wrap around", async (page, message) => {
    const { status, text } = await delegator.get(`/xtz/delegations?page=${page}`);
    expect({ status, body: JSON.parse(text) }).toEqual({
      status: 400,
      body: { code: 400, message },
    });
  });

  it("timestamps are UTC although the process runs in Asia/Tokyo", async () => {
    const newest = newestFirst(tzkt.truth()).slice(0, 50);
    expect(await rowsAt("/xtz/delegations")).toEqual(newest);
    expect(newest.every(({ timestamp }) => timestamp.endsWith("Z"))).toBe(true);
    // 2020 began nine hours earlier in Tokyo: rows of that night would move to another year.
    const of2020 = newestFirst(tzkt.truth()).filter(({ timestamp }) =>
      timestamp.startsWith("2020"),
    );
    expect(await walk("/xtz/delegations?year=2020&per_page=100")).toEqual(of2020);
  });
});
