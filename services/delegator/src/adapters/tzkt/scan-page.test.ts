import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { delegation } from "../../../test/in-memory/delegations.ts";
import { type Delegation, STATUSES } from "../../domain/delegation.ts";
import { KnownAddresses } from "../../domain/known-addresses.ts";
import { formatUtc } from "../../domain/utc-time.ts";
import { pageOf } from "./page-of.ts";
import { scanPage } from "./scan-page.ts";

const ACCOUNTS = [
  "tz1Wit2PqodvPeuRRhdQXmkrtU8e8bRYZecd",
  "tz1g7Vk9dxDALJUp4w1UTnC41ssvRa7Q4XyS",
  "KT1XRAGQEbUqqagjX9j7RbvpUe7ZwF29DnM2",
] as const;
const HASHES = [
  "ooP37LNma6DiWjVxDbS2XZu4PiNKy7fbHZWSn8Vj8FX1hWfkC3b",
  "opMsAYfRoCdJAA6XfX51RcbTcp5oHYGsg8jQgRFMjJSiVFtj2g1",
] as const;
const ALIASES = [undefined, "a baker", "\u2028\u0007\n", 'Bäcker, {"x": [1]}', ""] as const;

const account = fc.constantFrom(...ACCOUNTS);
const optional = fc.option(account, { freq: 2 });
const row = fc
  .record({
    id: fc.maxSafeNat(),
    level: fc.nat(2 ** 31 - 1),
    time: fc.integer({ min: 1_530_000_000, max: 1_800_000_000 }),
    hash: fc.constantFrom(...HASHES),
    counter: fc.maxSafeNat(),
    nonce: fc.oneof(fc.constant(-1), fc.nat(9)),
    sender: account,
    amount: fc.maxSafeNat(),
    prevBaker: optional,
    newBaker: optional,
    initiator: optional,
    status: fc.constantFrom(...STATUSES),
  })
  .map((change) =>
    delegation(1, { ...change, year: new Date(change.time * 1000).getUTCFullYear() }),
  );
const rows = fc.array(row, { maxLength: 5 });
const alias = fc.constantFrom(...ALIASES);

/** As TzKT writes it; the alias is that of every account. */
function written(page: readonly Delegation[], name?: string): Buffer {
  const told = (address: string | null) =>
    address === null ? null : { ...(name === undefined ? {} : { alias: name }), address };
  const cells = page.map((one) => [
    one.id,
    one.level,
    formatUtc(one.time),
    one.hash,
    one.counter,
    one.nonce === -1 ? null : one.nonce,
    told(one.sender),
    one.amount,
    told(one.prevBaker),
    told(one.newBaker),
    told(one.initiator),
    one.status,
  ]);
  return Buffer.from(JSON.stringify(cells));
}

function scanned(bytes: Buffer): readonly Delegation[] | undefined {
  const page = scanPage(bytes, new KnownAddresses());
  return page === undefined ? undefined : [...page];
}

/** What the reading with JSON makes of it; undefined for what is no page. */
function parsed(bytes: Buffer): readonly Delegation[] | undefined {
  try {
    return [...pageOf(JSON.parse(bytes.toString("utf8")), new KnownAddresses())];
  } catch {
    return undefined;
  }
}

describe("a page that is scanned", () => {
  it("is what was written", () => {
    fc.assert(
      fc.property(rows, (page) => {
        expect(scanned(written(page))).toEqual(page);
      }),
    );
  });

  it("is what was written, whatever the accounts are called", () => {
    fc.assert(
      fc.property(rows, alias, (page, name) => {
        const bytes = written(page, name);
        expect(parsed(bytes)).toEqual(page);
        expect(scanned(bytes)).toEqual(page);
      }),
    );
  });

  it("is never anything that JSON does not say, whichever byte is wrong", () => {
    const wrong = fc.record({ at: fc.nat(), code: fc.nat(255), cut: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 2 }),
        wrong,
        (page, { at, code, cut }) => {
          const bytes = written(page, 'a "baker"\u0007');
          const where = at % bytes.length;
          if (!cut) bytes[where] = code;
          const changed = cut ? bytes.subarray(0, where) : bytes;
          const found = scanned(changed);
          const truth = parsed(changed);
          expect(found ?? truth).toEqual(truth);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("may be empty", () => expect(scanned(Buffer.from("[]"))).toEqual([]));

  it.each([
    "",
    "{}",
    "[[]]",
    "[ ]",
    "[],",
    "null",
    "[1]",
    written([delegation(1)])
      .toString()
      .replace("[[1048576", "[[01048576"),
    written([delegation(1)])
      .toString()
      .replace("[[1048576", "[[1048576.0"),
    written([delegation(1)])
      .toString()
      .replace("[[1048576", "[[9007199254740992"),
    written([delegation(1)])
      .toString()
      .replace("address", "\\u0061ddress"),
    written([delegation(1)])
      .toString()
      .replace('"applied"', '"pending"'),
    written([delegation(1)])
      .toString()
      .replace("2018-01-01", "2018-02-30"),
    written([delegation(1)])
      .toString()
      .replace("ecd", "ecc"),
    written([delegation(1)])
      .toString()
      .replace('"address"', '"name"'),
  ])("leaves to JSON what it does not know: %s", (text) => {
    expect(scanned(Buffer.from(text))).toBeUndefined();
  });
});
