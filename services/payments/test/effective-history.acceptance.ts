import { randomUUID } from "node:crypto";

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { effectiveHistory } from "../src/adapters/postgres/effective-history.ts";
import type { StatementPage } from "../src/application/account-history.ts";
import { SCHEMA } from "../src/schema.ts";
import { threeAccounts } from "./accounts-of.ts";
import { type LedgerStage, moving, openLedgerStage, posting } from "./ledger-stage.ts";
import { type Caller, openSurroundings, startPayments } from "./start-payments.ts";
import { twoAccounts } from "./two-accounts.ts";

const RUNS = { seed: 20261126, numRuns: 15 };

let stage: LedgerStage;
let caller: Caller;
const held = new AsyncDisposableStack();
beforeAll(async () => {
  stage = held.use(await openLedgerStage());
  const payments = held.use(await startPayments(held.use(await openSurroundings())));
  caller = await payments.caller();
});
afterAll(() => held.disposeAsync());

const history = () => effectiveHistory(stage.database, SCHEMA);
const day = (number: number) => `2026-01-0${number}T00:00:00.000Z`;

/** A transfer to Ann or from her, or a hold that moves nothing, and on which day it is to count; on that of its recording for 0. */
const step = fc.record({
  day: fc.integer({ min: 0, max: 4 }),
  amount: fc.bigInt({ min: 1n, max: 99n }),
  kind: fc.constantFrom("in", "out", "hold"),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

async function happened(steps: readonly Step[]) {
  const accounts = await twoAccounts(stage);
  const { tenant, bank, ann } = accounts;
  const items = steps.map(({ day: on, amount, kind }) => {
    const effect = on === 0 ? {} : { effectiveAt: day(on) };
    const more = { amount, ...effect, isPending: kind === "hold" };
    return kind === "out" ? moving(ann, bank, more) : moving(bank, ann, more);
  });
  const first = moving(bank, ann, { amount: 1_000_000n, effectiveAt: day(1) });
  const command = posting(first, ...items);
  const outcome = await stage.door.execute({ tenant, commandId: randomUUID(), command });
  expect(outcome).toMatchObject({ status: "done" });
  return { tenant, ann };
}

/** What counts, in its order, as a ledger on paper has it. */
function onPaper(
  steps: readonly Step[],
): readonly { readonly on: number; readonly change: bigint }[] {
  const first = { on: 1, change: 1_000_000n };
  const moved = steps.flatMap(({ day: on, amount, kind }) =>
    kind === "hold" ? [] : [{ on: on === 0 ? 9 : on, change: kind === "in" ? amount : -amount }],
  );
  return [first, ...moved].toSorted((one, other) => one.on - other.on);
}

/** All pages of a statement. */
async function pagesOf(
  { tenant, ann }: { readonly tenant: string; readonly ann: string },
  asked: { readonly limit: number; readonly from?: string; readonly asOf?: string },
): Promise<readonly StatementPage[]> {
  const pages: StatementPage[] = [];
  for (let place = {}; ;) {
    const page = await history().statement(tenant, ann, { ...asked, ...place });
    if (page === undefined) return pages;
    pages.push(page);
    if (page.next === undefined) return pages;
    place = { after: page.next, upper: page.upper };
  }
}

describe("by the times of effect", () => {
  test("lines are in their order, and opening and changes make the closing balance on every page", async () => {
    const drawn = [fc.array(step, { maxLength: 20 }), fc.integer({ min: 1, max: 7 })] as const;
    await fc.assert(
      fc.asyncProperty(...drawn, async (steps, limit) => {
        const place = await happened(steps);
        const paper = onPaper(steps);
        const pages = await pagesOf(place, { limit });
        const lines = pages.flatMap((page) => page.lines);
        expect(lines.map(({ change }) => change)).toEqual(paper.map(({ change }) => change));
        let balance = 0n;
        for (const { opening, lines: shown, closing } of pages) {
          expect(opening.posted).toBe(balance);
          balance = shown.reduce((sum, { change }) => sum + change, balance);
          expect([shown.at(-1)?.after.posted ?? balance, closing.posted]).toEqual([
            balance,
            balance,
          ]);
        }
      }),
      RUNS,
    );
  });

  test("a span of days has what counts in it, and what came before makes its opening balance", async () => {
    const drawn = [fc.array(step, { maxLength: 20 }), fc.integer({ min: 1, max: 4 })] as const;
    await fc.assert(
      fc.asyncProperty(...drawn, async (steps, on) => {
        const place = await happened(steps);
        const paper = onPaper(steps);
        const sum = (to: number) =>
          paper.reduce((all, each) => (each.on <= to ? all + each.change : all), 0n);
        const [page, ...others] = await pagesOf(place, { limit: 3, from: day(on), asOf: day(on) });
        const lines = [page, ...others].flatMap((each) => each?.lines ?? []);
        const ofDay = paper.filter((each) => each.on === on).map(({ change }) => change);
        expect(lines.map(({ change }) => change)).toEqual(ofDay);
        expect([page?.opening.posted, (others.at(-1) ?? page)?.closing.posted]).toEqual([
          sum(on - 1),
          sum(on),
        ]);
        const at = await history().balance(place.tenant, place.ann, day(on));
        expect([at?.posted, at?.entries]).toEqual([
          sum(on),
          BigInt(paper.filter((each) => each.on <= on).length),
        ]);
        expect((await history().balance(place.tenant, place.ann))?.posted).toBe(sum(9));
      }),
      RUNS,
    );
  });

  test("a statement that would end before it begins has no lines, and the balance of its end", async () => {
    const place = await happened([
      { day: 2, amount: 1n, kind: "in" },
      { day: 4, amount: 2n, kind: "in" },
    ]);
    for (const [from, asOf] of [
      [day(3), day(2)],
      [day(4), day(3)],
      [day(9), day(2)],
    ] as const) {
      const pages = await pagesOf(place, { limit: 3, from, asOf });
      const then = { posted: 1_000_001n };
      expect(pages).toMatchObject([{ opening: then, lines: [], closing: then }]);
    }
  });

  test("what is recorded meanwhile for an earlier day moves no page", async () => {
    const place = await happened([
      { day: 2, amount: 1n, kind: "in" },
      { day: 4, amount: 2n, kind: "in" },
    ]);
    const { tenant, ann } = place;
    const first = await history().statement(tenant, ann, { limit: 2 });
    const bank = first?.lines[0]?.counterparty ?? "";
    const late = posting(moving(bank, ann, { amount: 7n, effectiveAt: day(3) }));
    await stage.door.execute({ tenant, commandId: randomUUID(), command: late });
    const { next: after, upper } = first ?? {};
    expect([after, upper]).toEqual([2n, 3n]);
    const asked = { limit: 2, ...(after && { after }), ...(upper && { upper }) };
    const second = await history().statement(tenant, ann, asked);
    expect(second?.lines.map(({ change }) => change)).toEqual([2n]);
    const anew = await pagesOf(place, { limit: 9 });
    expect(anew[0]?.lines.map(({ change }) => change)).toEqual([1_000_000n, 1n, 7n, 2n]);
  });

  test("of nobody, and of another tenant's account, there is none", async () => {
    const { ann } = await happened([]);
    const { tenant } = await twoAccounts(stage);
    expect(await history().statement(tenant, ann, { limit: 1 })).toBeUndefined();
    expect(await history().balance(tenant, ann)).toBeUndefined();
  });
});

describe("over HTTP", () => {
  test("a statement that would end before it begins is alike by either time", async () => {
    const { ann } = await threeAccounts(caller);
    const span = "from=2190-02-01T00:00:00Z&as_of=2190-01-01T00:00:00Z";
    for (const by of ["recorded", "effective"]) {
      const answer = await caller.get(`/v1/accounts/${ann}/statement?by=${by}&${span}`);
      const balances = { opening_balance: "1000", closing_balance: "1000" };
      expect(answer.json).toMatchObject({ ...balances, data: [], has_more: false });
    }
  });

  test("a payment that was told late counts on its day", async () => {
    const { house, ann } = await threeAccounts(caller);
    const late = { debit_account: house, credit_account: ann, amount: "5", effective_at: day(2) };
    expect((await caller.post("/v1/transfers", late)).status).toBe(201);
    const account = `/v1/accounts/${ann}`;
    const at = `as_of=${day(3)}`;
    expect((await caller.get(`${account}/balances?${at}&by=effective`)).json).toEqual({
      account: ann,
      as_of: day(3),
      entries: "1",
      currency: "USD",
      exponent: 2,
      posted: "5",
    });
    expect((await caller.get(`${account}/balances?${at}`)).json).toMatchObject({ posted: "0" });
    const all = (await caller.get(`${account}/statement?by=effective&limit=1`)).json;
    expect(all).toMatchObject({ opening_balance: "0", closing_balance: "5", has_more: true });
    expect(all.data).toMatchObject([{ change: "5", effective_at: day(2), balance_after: "5" }]);
    expect(all.data[0]).not.toHaveProperty("available_after");
    const next = `cursor=${all.next_cursor}`;
    const rest = (await caller.get(`${account}/statement?by=effective&${next}`)).json;
    expect(rest).toMatchObject({ opening_balance: "5", closing_balance: "1005", has_more: false });
    const other = await caller.get(`${account}/statement?${next}`);
    expect([other.status, other.json.code]).toEqual([400, "cursor_mismatch"]);
    const recorded = (await caller.get(`${account}/statement`)).json;
    expect(recorded.data).toMatchObject([
      { change: "1000", available_after: "1000" },
      { change: "5", available_after: "1005" },
    ]);
    expect((await caller.get(`${account}/balances?by=wish`)).status).toBe(400);
    const nobody = await caller.get(`/v1/accounts/${randomUUID()}/balances?by=effective`);
    expect([nobody.status, nobody.json.code]).toEqual([404, "account_not_found"]);
  });
});
