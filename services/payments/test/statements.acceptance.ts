import { randomUUID } from "node:crypto";

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { accountHistory } from "../src/adapters/postgres/account-history.ts";
import type { StatementPage } from "../src/application/account-history.ts";
import { SCHEMA } from "../src/schema.ts";
import { type LedgerStage, moving, openLedgerStage, posting } from "./ledger-stage.ts";
import { happened } from "./random-ledger.ts";
import { steps } from "./random-steps.ts";
import { twoAccounts } from "./two-accounts.ts";
import { underLoad } from "./under-load.ts";

const RUNS = { seed: 20261126, numRuns: 12 };

let stage: LedgerStage;
beforeAll(async () => {
  stage = await openLedgerStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

const history = () => accountHistory(stage.database, SCHEMA);

/** All pages of a statement. */
async function statement(
  { tenant, account }: { readonly tenant: string; readonly account: string },
  limit: number,
): Promise<readonly StatementPage[]> {
  const pages: StatementPage[] = [];
  let asked = {};
  for (;;) {
    const page = await history().statement(tenant, account, { ...asked, limit });
    if (page === undefined) return pages;
    pages.push(page);
    if (page.next === undefined) return pages;
    asked = { after: page.next, upper: page.upper };
  }
}

function pagesChain(pages: readonly StatementPage[]): void {
  for (const [at, { opening, lines, closing }] of pages.entries()) {
    const sum = lines.reduce((balance, { change }) => balance + change, opening.posted);
    expect(sum).toBe(closing.posted);
    expect(lines.at(-1)?.after ?? opening).toEqual(closing);
    expect(opening).toEqual(pages[at - 1]?.closing ?? { posted: 0n, available: 0n, pending: 0n });
  }
}

describe("a statement", () => {
  test("opening and all changes make the closing balance, on every page and over all of them", async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 7 }), async (random, limit) => {
        const { tenant, accounts } = await happened(stage, random);
        for (const account of accounts) {
          const pages = await statement({ tenant, account }, limit);
          pagesChain(pages);
          const lines = pages.flatMap((page) => page.lines);
          expect(lines.map(({ version }) => version)).toEqual(lines.map((_, at) => BigInt(at + 1)));
          const now = await history().balances(tenant, account);
          expect(pages.at(-1)?.closing.posted).toBe(
            lines.reduce((balance, { change }) => balance + change, 0n),
          );
          expect(now?.version).toBe(BigInt(lines.length));
          expect(now?.counters).toEqual(now?.account.counters);
        }
      }),
      RUNS,
    );
  });

  test("its pages stay what they are while others post", async () => {
    const { tenant, bank, ann } = await twoAccounts(stage);
    const post = () =>
      stage.door.execute({
        tenant,
        commandId: randomUUID(),
        command: posting(moving(bank, ann, { amount: 1n })),
      });
    for (let at = 0; at < 20; at += 1) await post();
    const first = await history().statement(tenant, ann, { limit: 5 });
    const pages = [first];
    await underLoad(
      () => Promise.all([post(), post(), post()]),
      async () => {
        for (let next = first?.next; next !== undefined;) {
          const asked = { after: next, upper: 20n, limit: 5 };
          const page = await history().statement(tenant, ann, asked);
          pages.push(page);
          next = page?.next;
        }
        // Something has come meanwhile, however fast these pages were.
        while ((await history().balances(tenant, ann))?.version === 20n);
      },
    );
    const whole = pages.flatMap((page) => page?.lines ?? []);
    expect(whole.map(({ version }) => version)).toEqual(
      Array.from({ length: 20 }, (_, at) => BigInt(at + 1)),
    );
    expect(pages.at(-1)?.closing.posted).toBe(20n);
  });

  test("from one time up to another", async () => {
    const { tenant, bank, ann } = await twoAccounts(stage);
    const times: string[] = [];
    for (let at = 1n; at <= 9n; at += 1n) {
      stage.clock.offsetMs += 60_000;
      const item = moving(bank, ann, { amount: at });
      const done = await stage.door.execute({
        tenant,
        commandId: randomUUID(),
        command: posting(item),
      });
      if (done.status !== "done") throw new TypeError("not posted");
      times.push(done.transfers.get(item.id)?.transfer.recordedAt ?? "");
    }
    const page = await history().statement(tenant, ann, {
      from: times[3] ?? "",
      asOf: times[6] ?? "",
      limit: 100,
    });
    expect(page?.opening.posted).toBe(1n + 2n + 3n);
    expect(page?.lines.map(({ amount }) => amount)).toEqual([4n, 5n, 6n, 7n]);
    expect(page?.closing.posted).toBe(28n);
  });

  test("tells what was held and released, which changes no posted balance", async () => {
    const { tenant, bank, ann } = await twoAccounts(stage);
    const hold = moving(bank, ann, { amount: 10n, isPending: true });
    const end = { kind: "post_hold", id: randomUUID(), hold: hold.id, amount: 4n } as const;
    for (const item of [hold, end]) {
      await stage.door.execute({ tenant, commandId: randomUUID(), command: posting(item) });
    }
    const page = await history().statement(tenant, ann, { limit: 10 });
    expect(page?.lines).toMatchObject([
      { kind: "pending", amount: 0n, held: 10n, change: 0n, after: { posted: 0n, pending: 10n } },
      { kind: "post", amount: 4n, held: -10n, change: 4n, after: { posted: 4n, pending: 4n } },
    ]);
  });

  test("of no account, or of another tenant's, there is none", async () => {
    const { tenant, ann } = await twoAccounts(stage);
    expect(await history().statement(tenant, randomUUID(), { limit: 1 })).toBeUndefined();
    expect(await history().statement(randomUUID(), ann, { limit: 1 })).toBeUndefined();
    expect(await history().balances(randomUUID(), ann)).toBeUndefined();
  });
});

describe("balances as they were", () => {
  test("are those after the newest entry by then, at any time", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (random) => {
        const { tenant, accounts } = await happened(stage, random);
        for (const account of accounts) {
          const [page] = await statement({ tenant, account }, 100);
          const lines = page?.lines ?? [];
          for (const { recordedAt } of lines) {
            for (const asOf of [recordedAt, new Date(Date.parse(recordedAt) - 1).toISOString()]) {
              const newest = lines.findLast((line) => line.recordedAt <= asOf);
              const then = await history().balances(tenant, account, asOf);
              expect(then?.version).toBe(newest?.version ?? 0n);
            }
          }
        }
      }),
      { ...RUNS, numRuns: 5 },
    );
  });

  test("are nothing before the account, and the present ones in the future", async () => {
    const { tenant, bank, ann } = await twoAccounts(stage);
    const command = posting(moving(bank, ann, { amount: 7n }));
    await stage.door.execute({ tenant, commandId: randomUUID(), command });
    const before = await history().balances(tenant, ann, "1990-01-01T00:00:00.000Z");
    expect(before).toMatchObject({ version: 0n, counters: { creditsPosted: 0n } });
    const after = await history().balances(tenant, ann, "2190-01-01T00:00:00.000Z");
    expect(after).toMatchObject({ version: 1n, counters: { creditsPosted: 7n } });
  });
});
