import { describe, expect, it } from "vitest";

import { parseGoQuery } from "./go-query.ts";
import { readPageQuery } from "./page-query.ts";

function read(query: string): unknown {
  return readPageQuery(parseGoQuery(`/xtz/delegations${query}`), 2026);
}

function syntax(key: string, quoted: string): object {
  return {
    message: `invalid ${key} parameter: strconv.ParseUint: parsing ${quoted}: invalid syntax`,
  };
}

function range(key: string, quoted: string): object {
  return {
    message: `invalid ${key} parameter: strconv.ParseUint: parsing ${quoted}: value out of range`,
  };
}

const PLAIN = { page: 1, size: 50, year: undefined };
const WRONG_YEAR = { message: "invalid year: year out of valid range" };
const WRONG_SIZE = {
  message: "invalid per_page: per_page exceeds maximum limit: must be between 1 and 100",
};
const WRONG_PAGE = {
  message: "invalid page: page exceeds maximum: must be between 1 and 9007199254740991",
};

describe("the original's query", () => {
  it.each([
    ["", PLAIN],
    ["?", PLAIN],
    ["?page=&per_page=&year=", PLAIN],
    ["?page=0&per_page=0&year=0", PLAIN],
    ["?page", PLAIN],
    ["?foreign=1", PLAIN],
    ["?page=2&per_page=100&year=2018", { page: 2, size: 100, year: 2018 }],
    ["?year=2036&per_page=1&page=007", { page: 7, size: 1, year: 2036 }],
    ["?page=2&page=x", { ...PLAIN, page: 2 }],
    ["?page=9007199254740991", { ...PLAIN, page: Number.MAX_SAFE_INTEGER }],
    ["?page=%32", { ...PLAIN, page: 2 }],
    ["?page=%zz", PLAIN],
    ["?page=2%", PLAIN],
    ["?page=%f", PLAIN],
    ["?%ff=1", PLAIN],
    ["?page=2;per_page=3", PLAIN],
    ["?page=2&&per_page=3", { ...PLAIN, page: 2, size: 3 }],
  ])("accepts %s", (query, expected) => {
    expect(read(query)).toEqual(expected);
  });

  it.each([
    ["?page=x", syntax("page", '"x"')],
    ["?page=-1", syntax("page", '"-1"')],
    ["?page=%2B1", syntax("page", '"+1"')],
    ["?page=+1", syntax("page", '" 1"')],
    ["?page=1.5", syntax("page", '"1.5"')],
    ["?page=1e3", syntax("page", '"1e3"')],
    ["?page=1_000", syntax("page", '"1_000"')],
    ["?page=0x10", syntax("page", '"0x10"')],
    ["?page=%22", syntax("page", String.raw`"\""`)],
    ["?page=%5C", syntax("page", String.raw`"\\"`)],
    ["?page=%00", syntax("page", String.raw`"\x00"`)],
    ["?page=%0A", syntax("page", String.raw`"\n"`)],
    ["?page=%C2%A0", syntax("page", String.raw`"\u00a0"`)],
    ["?page=%F3%A0%80%81", syntax("page", String.raw`"\U000e0001"`)],
    ["?page=%C3%A9", syntax("page", '"é"')],
    ["?page=%D9%A1", syntax("page", '"١"')],
    ["?page=%ff", syntax("page", String.raw`"\xff"`)],
    ["?page=1%80", syntax("page", String.raw`"1\x80"`)],
    ["?page=\u00ff", syntax("page", String.raw`"\xff"`)],
    ["?page=%E2%82", syntax("page", String.raw`"\xe2\x82"`)],
    ["?page=%E2%82%AC%E2", syntax("page", String.raw`"€\xe2"`)],
    ["?page=%C0%80", syntax("page", String.raw`"\xc0\x80"`)],
    ["?page=%ED%A0%80", syntax("page", String.raw`"\xed\xa0\x80"`)],
    ["?page=%F4%90%80%80", syntax("page", String.raw`"\xf4\x90\x80\x80"`)],
    ["?page=%EF%BF%BD", syntax("page", '"\uFFFD"')],
    ["?page=%F0%9F%90%8C", syntax("page", '"🐌"')],
    ["?page=18446744073709551616", range("page", '"18446744073709551616"')],
    [`?page=${"9".repeat(40)}`, range("page", `"${"9".repeat(40)}"`)],
    ["?per_page=abc", syntax("per_page", '"abc"')],
    ["?per_page=-1", syntax("per_page", '"-1"')],
    ["?year=20x0", syntax("year", '"20x0"')],
    ["?year=18446744073709551616", range("year", '"18446744073709551616"')],
    ["?year=2017", WRONG_YEAR],
    ["?year=1", WRONG_YEAR],
    ["?year=2037", WRONG_YEAR],
    ["?per_page=101", WRONG_SIZE],
    ["?per_page=18446744073709551615", WRONG_SIZE],
    ["?page=9007199254740992", WRONG_PAGE],
    ["?page=368934881474191034", WRONG_PAGE],
    ["?page=18446744073709551615", WRONG_PAGE],
  ])("refuses %s", (query, expected) => {
    expect(read(query)).toEqual(expected);
  });

  it.each([
    ["?per_page=x&page=y&year=z", syntax("year", '"z"')],
    ["?per_page=x&page=y", syntax("page", '"y"')],
    ["?per_page=x&year=1", syntax("per_page", '"x"')],
    ["?per_page=101&year=1", WRONG_YEAR],
    ["?per_page=101&page=9007199254740992", WRONG_SIZE],
  ])("reports the first mistake of %s", (query, expected) => {
    expect(read(query)).toEqual(expected);
  });
});
