import { randomUUID } from "node:crypto";

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { accountHistory } from "../src/adapters/postgres/account-history.ts";
import { accountList } from "../src/adapters/postgres/account-list.ts";
import { transferList } from "../src/adapters/postgres/transfer-list.ts";
import { trialBalance } from "../src/adapters/postgres/trial-balance.ts";
import type { Page, PageAsked, PlaceInTime } from "../src/application/page.ts";
import type { TransferFilter, TransferPlace } from "../src/application/transfer-list.ts";
import { SCHEMA } from "../src/schema.ts";
import { type LedgerStage, moving, opening, openLedgerStage, posting } from "./ledger-stage.ts";
import { happened, type RandomLedger } from "./random-ledger.ts";
import { steps } from "./random-steps.ts";
import { twoAccounts } from "./two-accounts.ts";
import { underLoad } from "./under-load.ts";

const RUNS = { seed: 20261126, numRuns: 12 };

let stage: LedgerStage;
beforeAll(async () => {
  stage = await openLedgerStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

async function all<Item, Place>(
  read: (page: PageAsked<Place>) => Promise<Page<Item, Place>>,
  limit: number,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let after: Place | undefined; ;) {
    const page = await read({ limit, ...(after !== undefined && { after }) });
    items.push(...page.items);
    if (page.next === undefined) return items;
    after = page.next;
  }
}

describe("lists", () => {
  test("accounts come in the order of their opening, by every filter, whatever the page", async () => {
    const { tenant } = await twoAccounts(stage);
    const list = accountList(stage.database, SCHEMA);
    const opened: string[] = [];
    for (let at = 0; at < 9; at += 1) {
      const account = randomUUID();
      opened.push(account);
      const command = opening(account, {
        ledger: at % 2 === 0 ? "EUR" : "GBP",
        code: 2_100 + (at % 3),
      });
      await stage.door.execute({ tenant, commandId: randomUUID(), command });
    }
    const freeze = { type: "FreezeAccount", account: opened[4] ?? "", reason: "test" } as const;
    await stage.door.execute({ tenant, commandId: randomUUID(), command: freeze });
    const ids = async (filter: Parameters<typeof list>[1], limit: number) =>
      (await all((page: PageAsked<PlaceInTime>) => list(tenant, filter, page), limit)).map(
        ({ id }) => id,
      );
    const every = (one: (at: number) => boolean) => opened.filter((_, at) => one(at));
    for (const limit of [1, 2, 3, 100]) {
      expect((await ids({}, limit)).slice(2)).toEqual(opened);
      expect(await ids({ ledger: "EUR" }, limit)).toEqual(every((at) => at % 2 === 0));
      expect(await ids({ code: 2_101 }, limit)).toEqual(every((at) => at % 3 === 1));
      expect(await ids({ ledger: "GBP", code: 2_101 }, limit)).toEqual(
        every((at) => at % 2 === 1 && at % 3 === 1),
      );
      expect(await ids({ status: "frozen" }, limit)).toEqual([opened[4]]);
    }
  });

  test("transfers come in the order of time, by every filter, whatever the page", async () => {
    const list = transferList(stage.database, SCHEMA);
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 6 }), async (random, limit) => {
        const ledger = await happened(stage, random);
        const walk = (filter: TransferFilter) =>
          all((page: PageAsked<TransferPlace>) => list(ledger.tenant, filter, page), limit).then(
            (found) => found.map(({ transfer }) => transfer),
          );
        const everything = await walk({});
        expect(everything.map(({ recordedAt }) => recordedAt)).toEqual(
          everything.map(({ recordedAt }) => recordedAt).toSorted(inOrder),
        );
        expect(new Set(everything.map(({ id }) => id)).size).toBe(everything.length);
        expect(everything.every(({ id }) => ledger.transfers.includes(id))).toBe(true);
        for (const { filter, isIn } of filters(ledger, everything)) {
          const found = await walk(filter);
          expect(found.map(({ id }) => id).toSorted(inOrder)).toEqual(
            everything
              .filter(isIn)
              .map(({ id }) => id)
              .toSorted(inOrder),
          );
        }
      }),
      RUNS,
    );
  });

  test("transfers of a batch, and their accounts", async () => {
    const { tenant, bank, ann } = await twoAccounts(stage);
    const batch = randomUUID();
    const items = [moving(bank, ann), moving(bank, ann), moving(bank, ann)];
    const command = { type: "PostTransfers", batch, isAtomic: true, items } as const;
    await stage.door.execute({ tenant, commandId: randomUUID(), command });
    const list = transferList(stage.database, SCHEMA);
    const page = await list(tenant, { batch }, { limit: 2 });
    expect(page.items).toHaveLength(2);
    expect(page.next).toBeDefined();
    expect(page.accounts.size).toBe(2);
    const ofAnn = await all(
      (asked: PageAsked<TransferPlace>) => list(tenant, { batch, account: ann }, asked),
      2,
    );
    expect(ofAnn).toHaveLength(3);
    expect(
      await all(
        (asked: PageAsked<TransferPlace>) => list(tenant, { batch, account: randomUUID() }, asked),
        2,
      ),
    ).toEqual([]);
  });
});

type Listed = {
  readonly recordedAt: string;
  readonly debitAccount: string;
  readonly creditAccount: string;
  readonly metadata?: Readonly<Record<string, string>>;
};

function filters({ accounts }: RandomLedger, everything: readonly Listed[]) {
  const middle = everything[everything.length >> 1]?.recordedAt ?? "2000-01-01T00:00:00.000Z";
  const [, account = ""] = accounts;
  const isOf = (each: Listed): boolean => [each.debitAccount, each.creditAccount].includes(account);
  const metadata = { colour: "red" };
  return [
    { filter: { account }, isIn: isOf },
    { filter: { from: middle }, isIn: (each: Listed) => each.recordedAt >= middle },
    { filter: { to: middle }, isIn: (each: Listed) => each.recordedAt < middle },
    {
      filter: { account, from: middle },
      isIn: (each: Listed) => isOf(each) && each.recordedAt >= middle,
    },
    {
      filter: { account, to: middle },
      isIn: (each: Listed) => isOf(each) && each.recordedAt < middle,
    },
    { filter: { metadata }, isIn: (each: Listed) => each.metadata?.["colour"] === "red" },
    {
      filter: { account, metadata },
      isIn: (each: Listed) => isOf(each) && each.metadata?.["colour"] === "red",
    },
  ];
}

function inOrder(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

describe("the trial balance", () => {
  test("is the sum of its accounts, debits and credits the same", async () => {
    const read = trialBalance(stage.database, SCHEMA);
    await fc.assert(
      fc.asyncProperty(steps, async (random) => {
        const { tenant, accounts } = await happened(stage, random);
        const { lines, total } = await read(tenant, "USD");
        expect(lines.map(({ code }) => code)).toEqual([2_000, 3_000]);
        expect(total.debitsPosted).toBe(total.creditsPosted);
        expect(total.debitsPending).toBe(total.creditsPending);
        const [bank = ""] = accounts;
        const equities = (await accountHistory(stage.database, SCHEMA).balances(tenant, bank))
          ?.counters;
        expect(lines[1]).toEqual({ code: 3_000, accounts: 1, ...equities });
        const { total: inEuro } = await read(tenant, "EUR");
        expect(inEuro.debitsPosted).toBe(inEuro.creditsPosted);
        expect(await read(tenant, "GBP")).toMatchObject({ lines: [], total: { debitsPosted: 0n } });
      }),
      RUNS,
    );
  });

  test("is balanced at every moment while money moves", async () => {
    const read = trialBalance(stage.database, SCHEMA);
    const { tenant, bank, ann } = await twoAccounts(stage);
    const post = () =>
      stage.door.execute({
        tenant,
        commandId: randomUUID(),
        command: posting(moving(bank, ann, { amount: 3n })),
      });
    const seen = new Set<bigint>();
    await underLoad(
      () => Promise.all(Array.from({ length: 8 }, post)),
      async () => {
        while (seen.size < 10) {
          const { total } = await read(tenant, "USD");
          expect(total.debitsPosted).toBe(total.creditsPosted);
          seen.add(total.debitsPosted);
        }
      },
    );
  });
});
