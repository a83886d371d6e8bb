import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { readErrorBody } from "./error-body.ts";
import { readFailures } from "./failures.ts";
import { Fault } from "./fault.ts";
import { knownAccounts } from "./known-accounts.ts";
import { readCursor, writeCursor } from "./page-cursor.ts";
import { followLink } from "./page-links.ts";
import { readAccount } from "./read-account.ts";
import { earned, spent } from "./retry-budget.ts";
import { parseRetryAfter, retryDelayMs } from "./retry-policy.ts";
import { isSameAccount } from "./same-account.ts";

const account = {
  type: "accounts",
  id: "a",
  organisation_id: "o",
  version: 0,
  attributes: { country: "GB" },
};

describe("an account in an answer", () => {
  it("keeps what one does not know, and leaves out what is null", () => {
    const value = {
      ...account,
      private: { more: 1 },
      modified_on: null,
      attributes: { country: "GB", iban: null, tier: 3 },
    };
    expect(readAccount(value)).toEqual({
      ...account,
      private: { more: 1 },
      attributes: { country: "GB", tier: 3 },
    });
  });

  it.each([
    ["data", undefined],
    ["data", []],
    ["type", { ...account, type: "units" }],
    ["version", { ...account, version: "0" }],
    ["version", { ...account, version: -1 }],
    ["version", { ...account, version: 2 ** 53 }],
    ["id", { ...account, id: 1 }],
    ["created_on", { ...account, created_on: 1 }],
    ["attributes", { ...account, attributes: [] }],
    ["iban", { ...account, attributes: { iban: 1 } }],
    ["switched", { ...account, attributes: { switched: "no" } }],
    ["name", { ...account, attributes: { name: "Ada" } }],
    ["name", { ...account, attributes: { name: [1] } }],
  ])("is refused for its %s", (name, value) => {
    expect(() => readAccount(value)).toThrow(Fault);
    expect(() => readAccount(value)).toThrow(name);
  });
});

describe("the body of an error", () => {
  it.each([
    ['{"error_code":"c","error_message":"m"}', { message: "m", errorCode: "c" }],
    ['{"code":"PAGE_NOT_FOUND","message":"m"}', { message: "m", errorCode: "PAGE_NOT_FOUND" }],
    ['{"error":"invalid_client"}', { message: undefined, errorCode: "invalid_client" }],
    ['{"error_message":5}', { message: undefined, errorCode: undefined }],
    ["<html>", { message: undefined, errorCode: undefined }],
    ["", { message: undefined, errorCode: undefined }],
    ["null", { message: undefined, errorCode: undefined }],
  ])("is read in every shape: %s", (body, said) => {
    expect(readErrorBody(body)).toMatchObject(said);
  });

  it("never throws, whatever it is", () => {
    fc.assert(fc.property(fc.string(), (body) => readErrorBody(body).failures.length >= 0));
    fc.assert(fc.property(fc.json(), (body) => readErrorBody(body).failures.length >= 0));
  });

  it("tells every failure of the nested list", () => {
    const list = "validation failure list:";
    const lines = [
      "country in body should match '^[A-Z]{2}$'",
      "account_classification in body should be one of [Personal Business]",
      'id in body must be of type uuid: "1234"',
      "name in body is too long",
      "something else",
    ];
    expect(readFailures([list, list, list, ...lines].join("\n"))).toEqual([
      { field: "country", rule: "pattern", detail: "^[A-Z]{2}$" },
      { field: "account_classification", rule: "choice", detail: "Personal Business" },
      { field: "id", rule: "type", detail: 'uuid: "1234"' },
      { field: "name", rule: "other", detail: "is too long" },
      { field: "", rule: "other", detail: "something else" },
    ]);
    expect(readFailures("id is not a valid uuid")).toEqual([
      { field: "id", rule: "type", detail: "uuid" },
    ]);
    expect(readFailures("invalid version number")).toMatchObject([{ field: "version" }]);
    expect(readFailures("invalid version")).toMatchObject([{ field: "version" }]);
    expect(readFailures("record 7 does not exist")).toEqual([]);
    expect(readFailures("json: cannot unmarshal number in body")).toEqual([]);
  });
});

describe("retries", () => {
  it("wait between nothing and the bound, and as long as the bank asks, up to a minute", () => {
    const input = fc.record({
      retries: fc.nat(200),
      random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      retryAfterMs: fc.option(fc.nat(10_000_000), { nil: undefined }),
    });
    fc.assert(
      fc.property(input, (wait) => {
        const delayMs = retryDelayMs(wait);
        expect(delayMs).toBeGreaterThanOrEqual(Math.min(wait.retryAfterMs ?? 0, 60_000));
        expect(delayMs).toBeLessThanOrEqual(
          Math.max(20_000, Math.min(wait.retryAfterMs ?? 0, 60_000)),
        );
      }),
    );
  });

  it("read Retry-After as seconds or as a date, and nothing else", () => {
    expect(parseRetryAfter(" 3 ", 0)).toBe(3000);
    expect(parseRetryAfter("Thu, 01 Jan 1970 00:00:05 GMT", 2000)).toBe(3000);
    for (const header of [undefined, "1.5", "-1", "soon", ""]) {
      expect(parseRetryAfter(header, 0)).toBeUndefined();
    }
  });

  it("spend no more than requests have earned", () => {
    const budget = { ratio: 0.1, burst: 10 };
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 500 }), (events) => {
        let [tokens, requests, retries] = [budget.burst, 0, 0];
        for (const isRequest of events) {
          const left = isRequest ? earned(tokens, budget) : spent(tokens);
          if (isRequest) requests += 1;
          else if (left !== undefined) retries += 1;
          tokens = left ?? tokens;
        }
        return retries <= budget.burst + requests * budget.ratio + 1e-6;
      }),
    );
  });
});

describe("an account that was asked for", () => {
  const found = readAccount({
    ...account,
    attributes: { country: "GB", name: ["Ada"], account_number: "made by the bank" },
  });

  it.each([
    [true, { country: "GB" }],
    [true, { country: "GB", name: ["Ada"], status: "", iban: undefined }],
    [true, { country: "GB", alternative_names: [] }],
    [true, { country: "GB", customer_id: "forgotten by the bank" }],
    [false, { country: "FR" }],
    [false, { country: "GB", name: ["Ada", "B"] }],
    [false, { country: "GB", iban: "GB1" }],
  ])("is the one that was found: %o for %o", (isSame, attributes) => {
    // The types do not let one ask for an undefined member; programs without types do.
    const given: Record<string, unknown> = attributes;
    expect(isSameAccount(found, { organisation_id: "O", attributes: { ...given } })).toBe(isSame);
  });

  it("belongs to the same organisation", () => {
    const attributes = { country: "GB" };
    expect(isSameAccount(found, { organisation_id: "other", attributes })).toBe(false);
    expect(isSameAccount(found, { attributes })).toBe(true);
  });
});

describe("a link", () => {
  it("is followed to the same origin only, whatever it is", () => {
    const base = new URL("https://bank.test:8443");
    const beginnings = fc.constantFrom("", "/", "//", "https://", "https://bank.test:8443", "x:");
    fc.assert(
      fc.property(beginnings, fc.string(), (beginning, rest) => {
        const link = `${beginning}${rest}`;
        try {
          return [undefined, base.origin].includes(followLink(link, base)?.origin);
        } catch (error) {
          return error instanceof Fault;
        }
      }),
    );
  });
});

describe("a cursor", () => {
  it("is what was written", () => {
    const base = new URL("https://bank.test");
    const parts = fc.tuple(fc.constantFrom("/", "//"), fc.string());
    const urls = parts.map(
      ([before, name]) =>
        new URL(`${base.origin}${before}${encodeURIComponent(name)}?page[size]=2`),
    );
    const cursors = fc.record({ url: urls, from: urls, known: fc.array(fc.string()) });
    fc.assert(
      fc.property(cursors, (cursor) => {
        expect(readCursor(writeCursor(cursor), base)).toEqual(cursor);
      }),
    );
  });
});

describe("known accounts", () => {
  it("are the last thousand, or the last two pages", () => {
    const known = knownAccounts(false);
    const page = (from: number) =>
      Array.from({ length: 600 }, (_, at) => readAccount({ ...account, id: `${from + at}` }));
    const [first, second] = [page(0), page(600)];
    known.add(first);
    expect(known.hasForgotten()).toBe(false);
    known.add(second);
    known.add(page(1200));
    const isKnown = ([some]: typeof first) => some !== undefined && known.has(some);
    expect([first, second].map(isKnown)).toEqual([false, true]);
    expect({ forgotten: known.hasForgotten(), last: known.last(1) }).toEqual({
      forgotten: true,
      last: ["1799 "],
    });
  });
});
