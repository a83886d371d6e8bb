import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { type Database, openDatabase } from "../src/index.ts";
import { testDatabase, type TestDatabase } from "../src/testing/index.ts";

const migrations = new URL("./migrations/", import.meta.url);
const insert = (id: number) => ({
  text: "insert into ledger.entry (id) values ($1)",
  values: [id],
});

describe.each([{ isPipelined: false }, { isPipelined: true }])(
  "a statement that nobody waits for, pipelined $isPipelined",
  ({ isPipelined }) => {
    let server: TestDatabase;
    let database: Database;
    beforeAll(async () => {
      server = await testDatabase({ service: "ledger", schema: "ledger", migrations });
      database = openDatabase({ url: server.url, applicationName: "test", max: 1, isPipelined });
    });
    beforeEach(async () => {
      await database.query({ text: "delete from ledger.entry" });
    });
    afterAll(async () => {
      await database[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    });
    const stored = async (): Promise<number> =>
      (await database.query({ text: "select from ledger.entry" })).rowCount;

    test("is done before the one behind it, and committed with it", async () => {
      const seen = await database.transaction(async (tx) => {
        tx.expect(insert(1), ({ rowCount }) => expect(rowCount).toBe(1));
        return (await tx.query({ text: "select from ledger.entry" })).rowCount;
      });
      expect([seen, await stored()]).toEqual([1, 1]);
    });

    test("is why the transaction fails, whatever the ones behind it fail of", async () => {
      const failed = database.transaction(async (tx) => {
        tx.expect({ text: "select 1 / 0" }, () => undefined);
        await tx.query(insert(1));
      });
      await expect(failed).rejects.toMatchObject({ code: "22012" });
      expect(await stored()).toBe(0);
    });

    test("that came to something else takes everything back, though all was done", async () => {
      const mistake = new RangeError("another count");
      const failed = database.transaction(async (tx) => {
        tx.expect(insert(1), () => {
          throw mistake;
        });
      });
      await expect(failed).rejects.toBe(mistake);
      expect(await stored()).toBe(0);
      expect(database.load.idle).toBe(1);
    });

    test("is not left running where the callback throws", async () => {
      const mistake = new RangeError("mine");
      const failed = database.transaction(async (tx) => {
        tx.expect(insert(1), () => undefined);
        throw mistake;
      });
      await expect(failed).rejects.toBe(mistake);
      expect(await stored()).toBe(0);
    });

    test("of a connection that breaks is told as unavailable, and the next one is made anew", async () => {
      const failed = database.transaction(async (tx) => {
        tx.expect({ text: "select pg_terminate_backend(pg_backend_pid())" }, () => undefined);
        await tx.query(insert(1));
      });
      await expect(failed).rejects.toMatchObject({
        code: "database_unavailable",
        outcome: "not_applied",
      });
      expect(await stored()).toBe(0);
    });

    test("an abort while the begin is on its way leaves the connection outside of any transaction", async () => {
      const aborting = new AbortController();
      const failed = database.transaction(
        async () => {
          aborting.abort();
          await new Promise(() => undefined);
        },
        { signal: aborting.signal },
      );
      await expect(failed).rejects.toMatchObject({ name: "AbortError" });
      await database.query(insert(1));
      expect(await stored()).toBe(1);
    });
  },
);
