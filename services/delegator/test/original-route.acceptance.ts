import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type Mirrored, mirrored } from "./mirrored.ts";
import { newestFirst, type Page, pageBody, type PageRow, scopeOf } from "./pages-of-truth.ts";
import type { Delegator } from "./start-delegator.ts";

const ROWS = 3000;
const PATH = "/xtz/delegations";
const YEARS = [2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025];
const THIS_YEAR = new Date().getUTCFullYear();

let mirror: Mirrored;
let delegator: Delegator;
/** Newest first. */
let rows: readonly PageRow[];

beforeAll(async () => {
  mirror = await mirrored(ROWS);
  delegator = mirror.delegator;
  rows = newestFirst(mirror.truth);
});

afterAll(async () => {
  await mirror[Symbol.asyncDispose]();
});

type Linked = { readonly size: number; readonly total: number; readonly filter?: string };

function link(page: number, rel: string, { size, total, filter = "" }: Linked): string {
  return `<${PATH}?as_of=${total}&page=${page}&per_page=${size}${filter}>; rel="${rel}"`;
}

function links({ page, size, year }: Page, total: number): string {
  const lastPage = Math.max(1, Math.ceil(total / size));
  const linked = { size, total, ...(year === undefined ? {} : { filter: `&year=${year}` }) };
  return [
    link(1, "first", linked),
    ...(page > 1 ? [link(Math.min(page - 1, lastPage), "prev", linked)] : []),
    ...(page < lastPage ? [link(page + 1, "next", linked)] : []),
    link(lastPage, "last", linked),
  ].join(", ");
}

const LAST = ROWS / 50;
const PAGES: readonly (readonly [query: string, asked: Page])[] = [
  ["", { page: 1, size: 50 }],
  ["?", { page: 1, size: 50 }],
  ["?page=1", { page: 1, size: 50 }],
  ["?page=2", { page: 2, size: 50 }],
  [`?page=${LAST / 2}`, { page: LAST / 2, size: 50 }],
  [`?page=${LAST}`, { page: LAST, size: 50 }],
  [`?page=${LAST + 1}`, { page: LAST + 1, size: 50 }],
  ["?page=9007199254740991", { page: Number.MAX_SAFE_INTEGER, size: 50 }],
  ["?page=&per_page=", { page: 1, size: 50 }],
  ["?page=0&per_page=0", { page: 1, size: 50 }],
  ["?per_page=0", { page: 1, size: 50 }],
  ["?per_page=1", { page: 1, size: 1 }],
  ["?per_page=1&page=3000", { page: 3000, size: 1 }],
  ["?per_page=50", { page: 1, size: 50 }],
  ["?per_page=100&page=30", { page: 30, size: 100 }],
  ["?per_page=99&page=31", { page: 31, size: 99 }],
  ["?page=3&per_page=7", { page: 3, size: 7 }],
  ["?per_page=7&page=3", { page: 3, size: 7 }],
  ["?page=3&page=4&per_page=7&per_page=x", { page: 3, size: 7 }],
  ["?page=007", { page: 7, size: 50 }],
  ["?page=%32", { page: 2, size: 50 }],
  ...YEARS.map((year) => [`?year=${year}`, { page: 1, size: 50, year }] as const),
  ["?year=2021&page=3&per_page=10", { page: 3, size: 10, year: 2021 }],
  ["?per_page=10&page=3&year=2021", { page: 3, size: 10, year: 2021 }],
  ["?year=2021&per_page=100&page=999", { page: 999, size: 100, year: 2021 }],
  [`?year=${THIS_YEAR + 10}`, { page: 1, size: 50, year: THIS_YEAR + 10 }],
];

/** Headers that differ from one exchange to the next. */
const OF_THE_EXCHANGE = new Set(["date", "traceresponse", "connection", "keep-alive"]);

describe("a page", () => {
  it.each(PAGES)("answers %s with the bytes of the original", async (query, asked) => {
    const { status, headers, text } = await delegator.get(`${PATH}${query}`);
    const total = scopeOf(rows, asked.year).length;
    expect({ status, text }).toEqual({ status: 200, text: pageBody(rows, asked) });
    expect(headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "content-length": String(text.length),
      "x-content-type-options": "nosniff",
      link: links(asked, total),
      "x-total-count": String(total),
      "x-chain-head": String(mirror.head),
      "x-chain-final": String(mirror.final),
    });
    expect(headers).not.toHaveProperty("x-sync");
  });

  it.each(["", "0"])("reads the year %j as no filter and keeps it in its links", async (year) => {
    const { headers, text } = await delegator.get(`${PATH}?year=${year}`);
    expect(text).toBe(pageBody(rows, { page: 1, size: 50 }));
    expect(headers["link"]).toContain(
      link(2, "next", { size: 50, total: ROWS, filter: `&year=${year}` }),
    );
  });

  it("keeps foreign keys in its links, sorted by key", async () => {
    const { headers } = await delegator.get(`${PATH}?z=1&page=60&a=%C3%A9+b&z=2`);
    const at = (page: number, rel: string) =>
      `<${PATH}?a=%C3%A9+b&as_of=${ROWS}&page=${page}&per_page=50&z=1&z=2>; rel="${rel}"`;
    expect(headers["link"]).toBe([at(1, "first"), at(59, "prev"), at(60, "last")].join(", "));
  });

  it("drops a pair whose escapes are broken, as the original's query reader does", async () => {
    const { status, text } = await delegator.get(`${PATH}?page=%zz&per_page=3`);
    expect({ status, text }).toEqual({ status: 200, text: pageBody(rows, { page: 1, size: 3 }) });
  });

  it.each([PATH, `${PATH}?page=2&year=2020`, `${PATH}?per_page=101`, "/nowhere"])(
    "answers HEAD %s with the headers of GET alone",
    async (path) => {
      const get = await delegator.get(path);
      const head = await delegator.get(path, { method: "HEAD" });
      // How long an answer may be kept counts down from one second to the next.
      const headers = Object.entries(get.headers).filter(
        ([name]) => !OF_THE_EXCHANGE.has(name) && name !== "cache-control",
      );
      expect({ status: head.status, text: head.text }).toEqual({ status: get.status, text: "" });
      expect(head.headers).toMatchObject(Object.fromEntries(headers));
    },
  );
});

function unreadable(key: string, quoted: string): string {
  return `invalid ${key} parameter: strconv.ParseUint: parsing ${quoted}: invalid syntax`;
}

const WRONG_YEAR = "invalid year: year out of valid range";
const WRONG_SIZE = "invalid per_page: per_page exceeds maximum limit: must be between 1 and 100";
const WRONG_PAGE = "invalid page: page exceeds maximum: must be between 1 and 9007199254740991";
const BEYOND_64_BITS =
  'invalid page parameter: strconv.ParseUint: parsing "18446744073709551616": value out of range';

const REFUSED: readonly (readonly [query: string, message: string])[] = [
  ["?page=abc", unreadable("page", '"abc"')],
  ["?page=-1", unreadable("page", '"-1"')],
  ["?page=1.5", unreadable("page", '"1.5"')],
  ["?page=+1", unreadable("page", '" 1"')],
  ["?page=%3Cb%3E", unreadable("page", '"\\u003cb\\u003e"')],
  ["?page=18446744073709551616", BEYOND_64_BITS],
  ["?page=9007199254740992", WRONG_PAGE],
  ["?per_page=-1", unreadable("per_page", '"-1"')],
  ["?per_page=abc", unreadable("per_page", '"abc"')],
  ["?per_page=101", WRONG_SIZE],
  ["?year=abc", unreadable("year", '"abc"')],
  ["?year=2017", WRONG_YEAR],
  [`?year=${THIS_YEAR + 11}`, WRONG_YEAR],
  ["?per_page=x&page=y&year=z", unreadable("year", '"z"')],
  ["?per_page=x&page=y", unreadable("page", '"y"')],
  ["?per_page=101&year=2017", WRONG_YEAR],
];

/** The message as JSON text; angle brackets come escaped already, as Go escapes them. */
function failureBody(message: string): string {
  const escaped = message.replaceAll('"', '\\"');
  return `{"code":400,"message":"${escaped}"}\n`;
}

describe("a query that makes no sense", () => {
  it.each(REFUSED)("is refused: %s", async (query, message) => {
    const { status, headers, text } = await delegator.get(`${PATH}${query}`);
    expect({ status, text }).toEqual({ status: 400, text: failureBody(message) });
    expect(headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "x-content-type-options": "nosniff",
    });
    expect(headers).not.toHaveProperty("link");
  });

  it.each([
    ["?year=2017", 63],
    ["?per_page=101", 101],
  ])("is refused in as many bytes as the original takes: %s", async (query, bytes) => {
    const { headers, text } = await delegator.get(`${PATH}${query}`);
    expect(headers["content-length"]).toBe(String(bytes));
    expect(Buffer.byteLength(text)).toBe(bytes);
  });

  it("is refused as RFC 9457 says when Accept asks for it", async () => {
    const accept = { headers: { accept: "application/problem+json" } };
    const { status, headers, text } = await delegator.get(`${PATH}?year=2017`, accept);
    expect(status).toBe(400);
    expect(headers["content-type"]).toBe("application/problem+json");
    expect(JSON.parse(text)).toMatchObject({
      status: 400,
      title: "Bad Request",
      detail: WRONG_YEAR,
      code: "invalid_parameter",
    });
  });
});

describe("what is not the route", () => {
  it.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])("refuses %s", async (method) => {
    const { status, headers, text } = await delegator.get(PATH, { method });
    expect({ status, text }).toEqual({ status: 405, text: "Method Not Allowed\n" });
    expect(headers).toMatchObject({
      allow: "GET, HEAD",
      "content-type": "text/plain; charset=utf-8",
      "x-content-type-options": "nosniff",
    });
  });

  it.each([`${PATH}/`, `${PATH}/1`, "/xtz", "/", "/XTZ/delegations", "/xtz//delegations"])(
    "does not know %s",
    async (path) => {
      const { status, headers, text } = await delegator.get(path);
      expect({ status, text }).toEqual({ status: 404, text: "404 page not found\n" });
      expect(headers).toMatchObject({
        "content-type": "text/plain; charset=utf-8",
        "x-content-type-options": "nosniff",
      });
    },
  );

  it("refuses a path whose escapes are broken", async () => {
    const { status, text } = await delegator.get("/xtz/%zz");
    expect({ status, text }).toEqual({
      status: 400,
      text: '{"code":400,"message":"the path is not valid percent-encoded UTF-8"}\n',
    });
  });

  it.each([5_000, 20_000])("refuses a target of %d characters", async (length) => {
    const { status, headers, text } = await delegator.get(`${PATH}?x=${"y".repeat(length)}`);
    expect({ status, text }).toEqual({
      status: 414,
      text: '{"code":414,"message":"the request target is too long"}\n',
    });
    expect(headers["content-type"]).toBe("application/json; charset=utf-8");
  });
});
