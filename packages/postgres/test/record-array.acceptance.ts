import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { RecordArray } from "../src/event-store/binary-array.ts";
import { type Database, openDatabase } from "../src/index.ts";
import { testDatabase, type TestDatabase } from "../src/testing/index.ts";

const migrations = new URL("./migrations/", import.meta.url);
const COLUMNS = ["id", "note", "data", "few", "many", "amount", "at"];
const TYPES = ["uuid", "text", "json", "integer", "bigint", "numeric", "timestamptz"];
const LARGE = 10n ** 39n;

type Row = {
  readonly id: string | undefined;
  readonly note: string | undefined;
  readonly data: string | undefined;
  readonly few: number | undefined;
  readonly many: bigint;
  readonly amount: bigint;
  readonly atMs: number | undefined;
};

const rows: fc.Arbitrary<readonly Row[]> = fc.array(
  fc.record({
    id: fc.option(fc.uuid(), { nil: undefined }),
    note: fc.option(
      fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\u0000")),
      { nil: undefined },
    ),
    data: fc.option(
      fc.json().filter((text) => !text.includes(String.raw`\u`)),
      { nil: undefined },
    ),
    few: fc.option(fc.integer(), { nil: undefined }),
    many: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    amount: fc.oneof(
      fc.bigInt({ min: -LARGE, max: LARGE }),
      fc.bigInt({ min: -20_000n, max: 20_000n }),
      fc.integer({ min: 0, max: 39 }).map((zeros) => 10n ** BigInt(zeros)),
    ),
    atMs: fc.option(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), {
      nil: undefined,
    }),
  }),
);

describe("rows of a composite type", () => {
  let server: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    server = await testDatabase({ service: "ledger", schema: "ledger", migrations });
    database = openDatabase({ url: server.adminUrl, applicationName: "test", max: 1 });
    const columns = COLUMNS.map((name, at) => `${name} ${TYPES[at]}`).join(", ");
    await database.query({ text: `create type ledger.line as (${columns})` });
  });

  afterAll(async () => {
    await database[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  test("are to PostgreSQL what was written, whatever it is", async () => {
    const array = new RecordArray(COLUMNS.length);
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        array.clear();
        for (const row of given) write(array, row);
        const { rows: read } = await database.query({
          text: `select id::text, note, data::text, few, many::text, amount::text,
            (extract(epoch from at) * 1000000)::bigint::text as at from unnest($1::ledger.line[])`,
          values: [array.toBuffer()],
        });
        expect(read).toEqual(given.map(asRead));
      }),
    );
  });
});

function write(array: RecordArray, row: Row): void {
  array.next();
  array.uuid(row.id);
  array.text(row.note);
  array.json(row.data);
  array.int4(row.few);
  array.int8(row.many);
  array.numeric(row.amount);
  array.timestamptz(row.atMs);
}

function asRead({ id, note, data, few, many, amount, atMs }: Row): object {
  return {
    id: id ?? null,
    note: note ?? null,
    data: data ?? null,
    few: few ?? null,
    many: String(many),
    amount: String(amount),
    at: atMs === undefined ? null : String(BigInt(atMs) * 1_000n),
  };
}
