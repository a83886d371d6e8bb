import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { Bank, inProcessFetch, randomFrom } from "@holdfast/standin-bank";
import { expect, it } from "vitest";

import { Form3 } from "../src/index.ts";
import { newAccount, uuid } from "./in-process.ts";

const ACCOUNTS = 10_000;
/** Deleted and created between any two requests of the walk. */
const CHURN = 12;
/** What a walk may keep; the accounts themselves would be ten times as much. */
const GROWTH_BYTES_MAX = 2_000_000;

/** Bytes in use once everything is gone that nobody holds. */
function bytesInUse(): number {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
  return process.memoryUsage().heapUsed;
}

/** A bank with so many accounts that somebody else keeps deleting and creating. */
async function restlessBank(seed: number) {
  const bank = new Bank();
  const random = randomFrom(seed);
  const deliver = (method: string, path: string, body = "") =>
    bank.deliver({ method, target: `/v1/organisation/accounts${path}`, headers: {}, body });
  const create = (number: number) => {
    const data = { ...newAccount(uuid(number)), type: "accounts" };
    return deliver("POST", "", JSON.stringify({ data }));
  };
  // Every third account is there to stay.
  const passing: number[] = [];
  let last = 0;
  while (last < ACCOUNTS) {
    last += 1;
    await create(last);
    if (last % 3 !== 0) passing.push(last);
  }
  const churn = async () => {
    for (let deed = 0; deed < CHURN; deed += 1) {
      const [number] = passing.splice(Math.floor(random() * passing.length), 1);
      await deliver("DELETE", `/${uuid(number ?? 0)}?version=0`);
      last += 1;
      await create(last);
      passing.push(last);
    }
  };
  const send = inProcessFetch(bank, async () => undefined);
  const form3 = new Form3({
    baseUrl: "http://bank.test",
    async fetch(url, init) {
      await churn();
      return send(url, init);
    },
  });
  return { form3, stayed: Math.floor(ACCOUNTS / 3) };
}

it.each([0, 1] as const)(
  "10,000 accounts are walked while others come and go: each that stayed once, prefetch %i",
  async (prefetch) => {
    const { form3, stayed } = await restlessBank(7);
    const times = new Uint8Array(4 * ACCOUNTS);
    let [pages, early] = [0, 0];
    for await (const { accounts } of form3.accounts.list({ pageSize: 50 }, { prefetch }).pages()) {
      for (const { id } of accounts) {
        const number = Number(id.slice(-12));
        times[number] = (times[number] ?? 0) + 1;
      }
      pages += 1;
      if (pages === 60) early = bytesInUse();
    }
    const grown = bytesInUse() - early;
    const ofThoseThatStayed = times.filter(
      (_, number) => number % 3 === 0 && number > 0 && number <= ACCOUNTS,
    );
    expect(ofThoseThatStayed.filter((count) => count === 1)).toHaveLength(stayed);
    expect(times.filter((count) => count > 1)).toHaveLength(0);
    expect(pages).toBeGreaterThan(180);
    expect(grown).toBeLessThan(GROWTH_BYTES_MAX);
  },
);

it("misses accounts without the second look, so that the walk above means something", async () => {
  const { form3, stayed } = await restlessBank(7);
  const walked = new Set<string>();
  for await (const { id } of form3.accounts.list({ pageSize: 50 }, { recheck: false }))
    walked.add(id);
  const found = Array.from({ length: stayed }, (_, at) => uuid(3 * (at + 1))).filter((id) =>
    walked.has(id),
  );
  expect(found.length).toBeLessThan(stayed);
});
