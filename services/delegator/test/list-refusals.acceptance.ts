import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { cursorToken } from "../src/adapters/http/cursor-token.ts";
import { type Mirrored, mirrored } from "./mirrored.ts";
import { viewsOf } from "./true-delegations.ts";
import { dataOf, linked, walk } from "./walk.ts";

const ANN = "tz1a1SAaXRt9yoGMx29rh9FsBF4UzmvojdTL";
const WRONG_SUM = `${ANN.slice(0, -1)}M`;
const HISTORY = { year: undefined, filter: {} };
const OLDER = { id: 2 ** 40, towards: "older" } as const;
const MINE = cursorToken(HISTORY, OLDER);
const FOREIGN = cursorToken({ year: 2021, filter: {} }, OLDER);

let mirror: Mirrored;
beforeAll(async () => {
  mirror = await mirrored(10_300);
});
afterAll(async () => {
  await mirror[Symbol.asyncDispose]();
});

const ADDRESS =
  "not a Tezos address (tz1, tz2, tz3, tz4 or KT1, 36 characters with a right checksum)";
const TIME = "must be a date such as 2021-01-31 or an RFC 3339 time such as 2021-01-31T12:00:00Z";
const LEVEL = "must be a whole number between 0 and 2147483647";
const WHOLE = "must be a whole number between 0 and 9007199254740991";
const DAMAGED = "invalid cursor: damaged, or not given by this service";
const DEEP =
  "invalid page: a filtered list has page numbers for its newest 10000 delegations; the Link header leads on by cursor";

/** What every list refuses. */
const REFUSED: readonly (readonly [query: string, message: string])[] = [
  ["page=x", 'invalid page parameter: strconv.ParseUint: parsing "x": invalid syntax'],
  [
    "page=9007199254740992",
    "invalid page: page exceeds maximum: must be between 1 and 9007199254740991",
  ],
  ["per_page=-1", 'invalid per_page parameter: strconv.ParseUint: parsing "-1": invalid syntax'],
  ["year=2017", "invalid year: year out of valid range"],
  ["as_of=x", `invalid as_of: ${WHOLE}`],
  ["as_of=-1", `invalid as_of: ${WHOLE}`],
  ["as_of=1.5", `invalid as_of: ${WHOLE}`],
  ["as_of=9007199254740992", `invalid as_of: ${WHOLE}`],
  ["cursor=x", DAMAGED],
  [`cursor=${MINE}x`, DAMAGED],
  [`cursor=${MINE.slice(0, -4)}`, DAMAGED],
  [`cursor=${MINE}==`, DAMAGED],
  [`cursor=${tampered()}`, DAMAGED],
  [`cursor=${FOREIGN}`, "invalid cursor: belongs to a list with other filters"],
  [`cursor=${MINE}&status=failed`, "invalid cursor: belongs to a list with other filters"],
  [`cursor=${MINE}&page=1`, "invalid cursor: goes without page"],
  ["cursor=&as_of=5", "invalid cursor: goes without as_of"],
  [`delegator=${WRONG_SUM}`, `invalid delegator: ${ADDRESS}`],
  [`baker=${WRONG_SUM}`, `invalid baker: ${ADDRESS}`],
  [`baker=${ANN}&baker_role=old`, "invalid baker_role: must be one of any, new, prev"],
  ["baker_role=new", "invalid baker_role: goes with baker only"],
  ["status=ok", "invalid status: must be one of applied, failed, backtracked, skipped, any"],
  ["kind=x", "invalid kind: must be one of register, undelegate, delegate, redelegate, refresh"],
  ["from=yesterday", `invalid from: ${TIME}`],
  ["to=2021-02-29", `invalid to: ${TIME}`],
  ["from=2021-01-02&to=2021-01-02", "invalid range: from must lie before to"],
  ["level_from=-1", `invalid level_from: ${LEVEL}`],
  ["level_to=2147483648", `invalid level_to: ${LEVEL}`],
  ["level_from=6&level_to=5", "invalid range: level_from is above level_to"],
  ["min_amount=1.5", `invalid min_amount: ${WHOLE}`],
  ["max_amount=x", `invalid max_amount: ${WHOLE}`],
  ["min_amount=2&max_amount=1", "invalid range: min_amount is above max_amount"],
  ["final=1", "invalid final: must be one of true, false"],
  ["status=applied&page=201", DEEP],
  [`delegator=${ANN}&page=9007199254740991`, DEEP],
];

/** A cursor whose row was changed by hand, its checksum left as it was. */
function tampered(): string {
  const text = Buffer.from(MINE, "base64url").toString().replace(String(OLDER.id), "1");
  return Buffer.from(text).toString("base64url");
}

describe("a list refuses what makes no sense", () => {
  it.each(REFUSED)("%s", async (query, message) => {
    for (const path of ["/xtz/delegations", "/v1/delegations"]) {
      const { status, headers, text } = await mirror.delegator.get(`${path}?${query}`);
      expect({ status, body: JSON.parse(text) }).toEqual({
        status: 400,
        body: { code: 400, message },
      });
      expect(headers).toMatchObject({
        "content-type": "application/json; charset=utf-8",
        "cache-control": "no-store",
        vary: "Accept, Accept-Encoding",
      });
      expect(headers).not.toHaveProperty("etag");
    }
  });

  const KNOWN = "page, per_page, as_of, cursor, year,";
  const COMMON = "status, kind, from, to, level_from, level_to, min_amount, max_amount, final";
  const KNOWN_OF_DELEGATOR = `unknown parameter "unheard": known are ${KNOWN} baker, baker_role, ${COMMON}`;
  const SIZE = "invalid per_page: per_page exceeds maximum limit: must be between 1 and";
  it.each([
    ["/xtz/delegations?per_page=101", `${SIZE} 100`],
    ["/v1/delegations?per_page=1001", `${SIZE} 1000`],
    ["/v1/delegations?delegater=x", 'unknown parameter "delegater": did you mean delegator?'],
    ["/v1/delegations?as-of=1", 'unknown parameter "as-of": did you mean as_of?'],
    [`/v1/delegators/${ANN}/delegations?unheard`, KNOWN_OF_DELEGATOR],
    [
      `/v1/delegators/${ANN}/delegations?delegator=${ANN}`,
      'unknown parameter "delegator": it stands in the path',
    ],
    [
      `/v1/bakers/${ANN}/delegations?baker=${ANN}`,
      'unknown parameter "baker": it stands in the path',
    ],
    [`/v1/delegators/${WRONG_SUM}/delegations`, `invalid delegator: ${ADDRESS}`],
    ["/v1/bakers/x/delegations", `invalid baker: ${ADDRESS}`],
    ["/v1/bakers//delegations", `invalid baker: ${ADDRESS}`],
    [
      "/v1/delegations/ooP37LNma6DiWjVxDbS2XZu4PiNKy7fbHZWSn8Vj8FX1hWfkC3a",
      "invalid hash: not an operation hash (51 characters that begin with o, right checksum)",
    ],
  ])("%s", async (path, message) => {
    const { status, text } = await mirror.delegator.get(path);
    expect({ status, body: JSON.parse(text) }).toEqual({
      status: 400,
      body: {
        code: 400,
        message,
      },
    });
  });

  it("an operation that no delegation belongs to, in either form", async () => {
    const path = "/v1/delegations/ooP37LNma6DiWjVxDbS2XZu4PiNKy7fbHZWSn8Vj8FX1hWfkC3b";
    const plain = await mirror.delegator.get(path);
    expect({ status: plain.status, text: plain.text }).toEqual({
      status: 404,
      text: '{"code":404,"message":"no delegation has this operation hash"}\n',
    });
    expect(plain.headers["cache-control"]).toBe("no-store");
    const accept = { headers: { accept: "application/problem+json" } };
    const problem = await mirror.delegator.get(path, accept);
    expect(problem.headers["content-type"]).toBe("application/problem+json");
    expect(JSON.parse(problem.text)).toMatchObject({ status: 404, code: "unknown_operation" });
  });
});

describe("a selection deeper than page numbers reach", () => {
  it("is refused with the way by cursor", async () => {
    const answer = await mirror.delegator.get(
      "/v1/delegations?max_amount=9007199254740991&page=201",
    );
    expect(linked(answer, "first")).toBe(
      "/v1/delegations?cursor=&max_amount=9007199254740991&per_page=50",
    );
  });

  it("is walked by Link to its end: a cursor follows the last page that has a number", async () => {
    const query = "max_amount=9007199254740991&per_page=999";
    const pages = await walk(mirror.delegator, `/v1/delegations?${query}`);
    expect(pages.flatMap(dataOf)).toEqual(
      viewsOf(mirror.rows, { filter: {}, final: mirror.final }),
    );
    const onwards = pages.map((page) => linked(page, "next") ?? "the end");
    expect(onwards[8]).toContain("page=10&");
    expect(onwards[9]).toContain("cursor=");
    expect(onwards.at(-1)).toBe("the end");
  });
});
