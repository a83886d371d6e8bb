import { openDatabase } from "@holdfast/postgres";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { type Mirrored, mirrored } from "./mirrored.ts";
import type { Answer } from "./start-delegator.ts";
import { appendRows, finalize, resetTip, retractRows } from "./tip.ts";
import { dataOf, linked } from "./walk.ts";

const ROWS = 600;
const IMMUTABLE = "public, max-age=31536000, immutable";
const UNTIL_NEXT_BLOCK = /^public, max-age=[1-6], stale-while-revalidate=60$/;

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

function get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return mirror.delegator.get(path, { headers: { ...headers } });
}

async function tagOf(path: string): Promise<string> {
  return (await get(path)).headers["etag"] ?? "";
}

/** Whether a copy that has this tag still holds. */
async function holds(path: string, tag: string): Promise<boolean> {
  return (await get(path, { "if-none-match": tag })).status === 304;
}

const PATHS = [
  "/xtz/delegations",
  "/xtz/delegations?page=3&year=2021",
  "/xtz/delegations?status=failed",
  "/v1/delegations",
  "/v1/delegations?from=2020-01-01",
  "/v1/delegations?cursor=",
];

describe("an answer that has not changed", () => {
  it.each(PATHS)("is 304 with what a cache needs, and nothing else: %s", async (path) => {
    const whole = await get(path);
    const etag = whole.headers["etag"] ?? "";
    expect(etag).toMatch(/^W\/"[\w-]{12}-\d+-\d+(-\d+)?"$/);
    const { status, headers, text } = await get(path, { "if-none-match": `"x", ${etag}` });
    expect({ status, text }).toEqual({ status: 304, text: "" });
    expect(headers).toMatchObject({
      etag,
      vary: "Accept, Accept-Encoding",
      "cache-control": expect.stringMatching(UNTIL_NEXT_BLOCK),
      "x-chain-head": String(mirror.head),
      "x-chain-final": String(mirror.final),
      "access-control-allow-origin": "*",
    });
    expect(headers).not.toHaveProperty("content-type");
    for (const other of [etag.replace("W/", ""), "*"]) {
      expect((await get(path, { "if-none-match": other })).status).toBe(304);
    }
  });

  it.each([
    "/v1/delegations?kind=undelegate&as_of=500",
    "/xtz/delegations?page=2&as_of=500",
    "/v1/delegations?from=2019-01-01&as_of=50",
  ])("is 304 for ever where it will not change, whatever comes: %s", async (path) => {
    const whole = await get(path);
    expect(whole.headers["cache-control"]).toBe(IMMUTABLE);
    const etag = whole.headers["etag"] ?? "";
    await appendRows(mirror.database, 1);
    await finalize(mirror.database);
    const again = await get(path, { "if-none-match": etag });
    expect(again).toMatchObject({ status: 304, text: "", headers: { etag } });
    expect(again.headers["cache-control"]).toBe(IMMUTABLE);
    expect((await get(path)).headers["etag"]).toBe(etag);
  });

  it("is no answer where there is none: a condition that anything meets does not hide it", async () => {
    const any = { "if-none-match": "*" };
    const hash = mirror.rows[0]?.hash ?? "";
    expect((await get(`/v1/delegations/${hash}`, any)).status).toBe(304);
    const unknown = "ooP37LNma6DiWjVxDbS2XZu4PiNKy7fbHZWSn8Vj8FX1hWfkC3b";
    expect((await get(`/v1/delegations/${unknown}`, any)).status).toBe(404);
    expect((await get("/v1/delegations?status=failed&page=999", any)).status).toBe(400);
    expect((await get("/v1/delegations?page=x", any)).status).toBe(400);
  });

  it("is told without reading a row: it is told while nobody can", async () => {
    const tags = await Promise.all(PATHS.map(tagOf));
    await using other = openDatabase({
      url: mirror.database.adminUrl,
      applicationName: "blocker",
      max: 1,
    });
    await other.transaction(async (tx) => {
      await tx.query({ text: "lock table delegator.delegation in access exclusive mode" });
      const held = await Promise.all(PATHS.map((path, at) => holds(path, tags[at] ?? "")));
      expect(held).toEqual(PATHS.map(() => true));
    });
  });

  it("is told to many at once by few readings, each of them right", async () => {
    const tag = await tagOf("/xtz/delegations");
    const asked = Array.from({ length: 200 }, () => holds("/xtz/delegations", tag));
    expect(new Set(await Promise.all(asked))).toEqual(new Set([true]));
    await appendRows(mirror.database, 1);
    const again = Array.from({ length: 200 }, () => holds("/xtz/delegations", tag));
    expect(new Set(await Promise.all(again))).toEqual(new Set([false]));
  });

  it("answers HEAD with the same headers and 304 alike", async () => {
    const whole = await get("/v1/delegations?per_page=3");
    const path = `${mirror.delegator.url}/v1/delegations?per_page=3`;
    const head = await fetch(path, { method: "HEAD" });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe("");
    for (const name of ["etag", "link", "x-total-count", "vary"]) {
      expect(head.headers.get(name)).toBe(whole.headers[name]);
    }
    const headers = { "if-none-match": whole.headers["etag"] ?? "" };
    expect((await fetch(path, { method: "HEAD", headers })).status).toBe(304);
  });
});

describe("the tag of an answer", () => {
  it("differs by page, size, filter, pin, cursor and representation", async () => {
    const paths = [
      "/xtz/delegations",
      "/xtz/delegations?page=2",
      "/xtz/delegations?per_page=2",
      "/xtz/delegations?status=failed",
      `/xtz/delegations?as_of=${ROWS}`,
      "/xtz/delegations?cursor=",
      "/v1/delegations",
    ];
    const tags = await Promise.all(paths.map(tagOf));
    expect(new Set(tags).size).toBe(paths.length);
  });

  it("is the same for the same question asked in another way", async () => {
    const tag = await tagOf("/xtz/delegations?page=0&foreign=1");
    expect(await tagOf("/xtz/delegations")).toBe(tag);
  });

  it("changes when a row comes, and when a reorg swaps one for another", async () => {
    const path = "/xtz/delegations?page=2";
    const before = await tagOf(path);
    await appendRows(mirror.database, 1);
    const between = await tagOf(path);
    await retractRows(mirror.database, 1);
    await appendRows(mirror.database, 1);
    const after = await tagOf(path);
    expect(new Set([before, between, after]).size).toBe(3);
  });

  it("changes with the final level only where the body tells it", async () => {
    await appendRows(mirror.database, 1);
    const [plain, final, whole] = [
      "/xtz/delegations",
      "/xtz/delegations?final=true",
      "/v1/delegations",
    ];
    const tags = {
      plain: await tagOf(plain),
      final: await tagOf(final),
      whole: await tagOf(whole),
    };
    await finalize(mirror.database);
    expect(await holds(plain, tags.plain)).toBe(true);
    expect(await holds(final, tags.final)).toBe(false);
    expect(await holds(whole, tags.whole)).toBe(false);
  });

  it("stays for a past year and for a pinned list when a row comes", async () => {
    const [year, pinned] = ["/xtz/delegations?year=2019", `/xtz/delegations?as_of=${ROWS}`];
    const tags = [await tagOf(year), await tagOf(pinned)];
    await appendRows(mirror.database, 1);
    expect(await holds(year, tags[0] ?? "")).toBe(true);
    expect(await holds(pinned, tags[1] ?? "")).toBe(true);
  });
});

describe("how long an answer may be kept", () => {
  it.each([
    ["a page by its number: until the next block", "/v1/delegations?page=2", UNTIL_NEXT_BLOCK],
    ["a pinned page of final rows: for ever", `/v1/delegations?as_of=${ROWS}`, IMMUTABLE],
    ["a pinned page of a year", "/xtz/delegations?year=2019&as_of=5", IMMUTABLE],
    ["a pinned page of a stretch", "/v1/delegations?from=2020-01-01&as_of=5", IMMUTABLE],
    ["a pinned page of a selection", `/v1/delegations?status=applied&as_of=${ROWS}`, IMMUTABLE],
    ["a page pinned to rows to come", `/v1/delegations?as_of=${ROWS + 1}`, UNTIL_NEXT_BLOCK],
    ["a page past the end", `/v1/delegations?as_of=${ROWS}&page=99`, UNTIL_NEXT_BLOCK],
    ["the first page by cursor", "/v1/delegations?cursor=", UNTIL_NEXT_BLOCK],
  ])("%s", async (_name, path, expected) => {
    const { headers } = await get(path);
    expect(headers["cache-control"]).toMatch(
      typeof expected === "string" ? new RegExp(`^${RegExp.escape(expected)}$`) : expected,
    );
  });

  it("a pinned page with a row that is not final changes, so it is kept for a block only", async () => {
    await appendRows(mirror.database, 1);
    const pages = [`as_of=${ROWS + 1}`, `status=applied&as_of=${ROWS + 1}`];
    for (const query of pages) {
      const { headers } = await get(`/v1/delegations?${query}`);
      expect(headers["cache-control"]).toMatch(UNTIL_NEXT_BLOCK);
    }
    const { headers } = await get(`/v1/delegations?as_of=${ROWS + 1}&page=2`);
    expect(headers["cache-control"]).toBe(IMMUTABLE);
    await finalize(mirror.database);
    for (const query of pages) {
      expect((await get(`/v1/delegations?${query}`)).headers["cache-control"]).toBe(IMMUTABLE);
    }
  });

  it("a page behind a cursor is kept for ever once nothing can come between", async () => {
    await appendRows(mirror.database, 2);
    const first = await get("/v1/delegations?cursor=&per_page=1");
    const second = await get(linked(first, "next") ?? "");
    const third = await get(linked(second, "next") ?? "");
    const fourth = await get(linked(third, "next") ?? "");
    const kept = [first, second, third, fourth].map(({ headers }) => headers["cache-control"]);
    expect(dataOf(third)).toMatchObject([{ final: true }]);
    // The third page is final, but a reorg may still put a row between it and the second.
    expect(kept.slice(0, 3).every((each) => UNTIL_NEXT_BLOCK.test(each ?? ""))).toBe(true);
    expect(kept[3]).toBe(IMMUTABLE);
    const back = await get(linked(fourth, "prev") ?? "");
    expect(back.text).toBe(third.text);
    // And the one that is linked as newer may be taken away.
    expect(back.headers["cache-control"]).toMatch(UNTIL_NEXT_BLOCK);
    await finalize(mirror.database);
    const settled = await get(linked(fourth, "prev") ?? "");
    expect(settled.headers["cache-control"]).toBe(IMMUTABLE);
  });

  it("an operation for a block, since its finality is told", async () => {
    const path = `/v1/delegations/${mirror.rows[0]?.hash ?? ""}`;
    const { headers } = await get(path);
    expect(headers["cache-control"]).toMatch(UNTIL_NEXT_BLOCK);
    expect(await holds(path, headers["etag"] ?? "")).toBe(true);
    await finalize(mirror.database);
    expect(await holds(path, headers["etag"] ?? "")).toBe(false);
  });
});

describe("scripts of other origins", () => {
  it.each(["/xtz/delegations", "/v1/delegations?page=x", "/nowhere"])(
    "may read %s and its headers",
    async (path) => {
      const { headers } = await get(path, { origin: "https://example.org" });
      expect(headers).toMatchObject({
        "access-control-allow-origin": "*",
        "access-control-expose-headers":
          "Link, X-Total-Count, ETag, X-Chain-Head, X-Chain-Final, X-Sync, Retry-After",
      });
    },
  );

  it("may ask with If-None-Match, as their preflight is told", async () => {
    const answer = await mirror.delegator.get("/xtz/delegations", {
      method: "OPTIONS",
      headers: {
        origin: "https://example.org",
        "access-control-request-method": "GET",
        "access-control-request-headers": "if-none-match",
      },
    });
    expect(answer).toMatchObject({
      status: 204,
      text: "",
      headers: {
        "access-control-allow-methods": "GET, HEAD",
        "access-control-allow-headers": "Accept, If-None-Match, Last-Event-ID",
      },
    });
  });
});
