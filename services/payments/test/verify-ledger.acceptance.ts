import { randomUUID } from "node:crypto";

import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { verifyLedger } from "../src/adapters/postgres/verify-ledger.ts";
import type { LedgerDifference } from "../src/application/trial-balance.ts";
import { SCHEMA } from "../src/schema.ts";
import { type LedgerStage, moving, openLedgerStage, posting } from "./ledger-stage.ts";
import { happened } from "./random-ledger.ts";
import { steps } from "./random-steps.ts";
import { twoAccounts } from "./two-accounts.ts";
import { underLoad } from "./under-load.ts";

const RUNS = { seed: 20261126, numRuns: 12 };
const { signal } = new AbortController();

let stage: LedgerStage;
beforeAll(async () => {
  stage = await openLedgerStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

test("a random ledger is what its log says, however little is kept in memory", async () => {
  await fc.assert(
    fc.asyncProperty(
      steps,
      fc.record({
        accountsMax: fc.integer({ min: 1, max: 6 }),
        eventsMax: fc.integer({ min: 1, max: 9 }),
      }),
      async (random, options) => {
        const { tenant } = await happened(stage, random);
        const verify = verifyLedger(stage.database, SCHEMA, options);
        const { events, differences } = await verify(tenant, "USD", signal);
        expect(differences).toEqual([]);
        expect(events).toBeGreaterThanOrEqual(5);
      },
    ),
    RUNS,
  );
});

test("it is so while money moves", async () => {
  const { tenant, bank, ann } = await twoAccounts(stage);
  const verify = verifyLedger(stage.database, SCHEMA);
  const post = () =>
    stage.door.execute({
      tenant,
      commandId: randomUUID(),
      command: posting(moving(bank, ann, { isPending: true })),
    });
  let events = 0;
  await underLoad(
    () => Promise.all([post(), post(), post()]),
    async () => {
      while (events < 20) {
        const found = await verify(tenant, "USD", signal);
        expect(found.differences).toEqual([]);
        events = found.events;
      }
    },
  );
});

describe("what was changed beside the log is named by account and position", () => {
  let tenant = "";
  let [bank, ann] = ["", ""];
  const [move, hold, end, back] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  beforeEach(async () => {
    ({ tenant, bank, ann } = await twoAccounts(stage));
    const items = [
      moving(bank, ann, { id: move, amount: 100n }),
      moving(bank, ann, { id: hold, amount: 10n, isPending: true }),
      { kind: "post_hold", id: end, hold, amount: 4n },
      { kind: "reverse", id: back, original: move, amount: 30n, reason: "test", isForced: false },
    ] as const;
    for (const item of items) {
      await stage.door.execute({ tenant, commandId: randomUUID(), command: posting(item) });
    }
  });

  /** Where an event of the tenant is. */
  async function positionOf(streamId: string, version: number): Promise<bigint | undefined> {
    const text = `select position from ${SCHEMA}.events where tenant_id = $1 and stream_id = $2 and version = $3`;
    const values = [tenant, streamId, version];
    return (await stage.admin.query<{ position: bigint }>({ text, values })).rows[0]?.position;
  }

  async function differencesAfter(sql: string): Promise<readonly LedgerDifference[]> {
    const { rowCount } = await stage.admin.query({
      text: sql.replaceAll("ledger.", `${SCHEMA}.`).replaceAll("$1", `'${tenant}'`),
    });
    expect(rowCount).toBeGreaterThan(0);
    const verify = verifyLedger(stage.database, SCHEMA, { eventsMax: 2 });
    return (await verify(tenant, "USD", signal)).differences;
  }

  test("a balance", async () => {
    const sql = `update ledger.account set credits_posted = credits_posted + 1 where tenant_id = $1 and id = '${ann}'`;
    expect(await differencesAfter(sql)).toEqual([
      {
        account: ann,
        position: await positionOf(`transfer-${back}`, 1),
        field: "account.counters.creditsPosted",
        expected: "104",
        actual: "105",
      },
    ]);
  });

  test("the status of an account", async () => {
    const sql = `update ledger.account set status = 'closed' where tenant_id = $1 and id = '${bank}'`;
    expect(await differencesAfter(sql)).toMatchObject([
      { account: bank, field: "account.status", expected: "open", actual: "closed" },
    ]);
  });

  test("the amount of a transfer", async () => {
    const sql = `update ledger.transfer set amount = 101 where tenant_id = $1 and id = '${move}'`;
    expect(await differencesAfter(sql)).toEqual([
      {
        account: bank,
        position: await positionOf(`transfer-${move}`, 1),
        field: `transfer ${move}.amount`,
        expected: "100",
        actual: "101",
      },
    ]);
  });

  test("one side of a transfer", async () => {
    const sql = `update ledger.transfer set credit_credits_posted = 99 where tenant_id = $1 and id = '${move}'`;
    expect(await differencesAfter(sql)).toMatchObject([
      { account: ann, field: `transfer ${move}.credit.counters.creditsPosted`, actual: "99" },
    ]);
  });

  test("how a hold has ended", async () => {
    const sql = `update ledger.transfer set resolution = 'voided' where tenant_id = $1 and id = '${hold}'`;
    expect(await differencesAfter(sql)).toEqual([
      {
        account: bank,
        position: await positionOf(`transfer-${hold}`, 2),
        field: `transfer ${hold}.resolution.kind`,
        expected: "posted",
        actual: "voided",
      },
    ]);
  });

  test("how much was taken back", async () => {
    const sql = `update ledger.transfer set reversed = 0 where tenant_id = $1 and id = '${move}'`;
    expect(await differencesAfter(sql)).toEqual([
      { account: bank, field: `transfer ${move}.reversed`, expected: "30", actual: "0" },
    ]);
  });

  test("a transfer that is gone", async () => {
    const sql = `delete from ledger.transfer where tenant_id = $1 and id = '${back}'`;
    const differences = await differencesAfter(sql);
    expect(differences).toContainEqual({
      account: ann,
      position: await positionOf(`transfer-${back}`, 1),
      field: `transfer ${back}.id`,
      expected: back,
    });
  });

  test("a transfer that nobody has made", async () => {
    const surplus = randomUUID();
    const sql = `insert into ledger.transfer select (jsonb_populate_record(t, '{"id": "${surplus}"}')).*
      from ledger.transfer as t where tenant_id = $1 and id = '${back}'`;
    expect(await differencesAfter(sql)).toContainEqual({
      account: ann,
      field: `transfer ${surplus}`,
      actual: "30",
    });
  });

  test("an account that is gone, and one that nobody has opened", async () => {
    const sql = `update ledger.account set id = '${move}' where tenant_id = $1 and id = '${ann}'`;
    expect(await differencesAfter(sql)).toEqual([
      { account: move, field: "account", actual: move },
      {
        account: ann,
        position: await positionOf(`transfer-${back}`, 1),
        field: "account",
        expected: ann,
      },
    ]);
  });
});

test("one at a time: another one is busy, and the next passes", async () => {
  const { tenant } = await twoAccounts(stage);
  const verify = verifyLedger(stage.database, SCHEMA);
  const first = verify(tenant, "USD", signal);
  await expect(verify(tenant, "USD", signal)).rejects.toMatchObject({ code: "busy" });
  await first;
  await expect(verify(tenant, "USD", AbortSignal.abort())).rejects.toThrow(/abort/iu);
  await expect(verify(tenant, "USD", signal)).resolves.toEqual({ events: 2, differences: [] });
});
