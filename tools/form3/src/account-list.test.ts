import { describe, expect, it } from "vitest";

import { newAccount, stage, uuid } from "../test/in-process.ts";
import { walkPages } from "./application/walk-pages.ts";
import { knownAccounts } from "./domain/known-accounts.ts";
import { BadOptions, Form3Error, type FetchAnswer, type Page } from "./index.ts";

const PATH = "/v1/organisation/accounts";

/** A stage with so many accounts, told by their numbers from 1. */
async function stageWith(count: number, options: Parameters<typeof stage>[0] = {}) {
  const all = stage(options);
  for (let number = 1; number <= count; number += 1) {
    await all.run(all.form3.accounts.create(newAccount(uuid(number))));
  }
  const remove = (number: number) =>
    all.run(all.form3.accounts.delete({ id: uuid(number), version: 0 }));
  const create = (number: number) => all.run(all.form3.accounts.create(newAccount(uuid(number))));
  const before = all.requests.length;
  return { ...all, remove, create, gets: () => all.requests.slice(before) };
}

const numbersOf = ({ accounts }: Page) => accounts.map(({ id }) => Number(id.slice(-12)));

describe("a list", () => {
  it("asks for nothing before it is walked, and then for one page at a time", async () => {
    const { form3, gets, run } = await stageWith(5);
    const list = form3.accounts.list({ pageSize: 2 }, { recheck: false });
    expect(gets()).toEqual([]);
    const pages = list.pages();
    const first = await run(pages.next());
    expect(numbersOf(first.value)).toEqual([1, 2]);
    expect(gets()).toEqual([`GET ${PATH}?page[size]=2`]);
    const rest = [await run(pages.next()), await run(pages.next()), await run(pages.next())];
    expect(rest.map(({ done }) => done)).toEqual([false, false, true]);
    expect(gets().slice(1)).toEqual([
      `GET ${PATH}?page[number]=1&page[size]=2`,
      `GET ${PATH}?page[number]=2&page[size]=2`,
    ]);
  });

  it("is gathered up to a limit, and walked anew each time", async () => {
    const { form3, run } = await stageWith(5);
    const list = form3.accounts.list({ pageSize: 2 });
    expect(await run(list.toArray({ limit: 3 }))).toHaveLength(3);
    expect(await run(list.toArray({ limit: 9 }))).toHaveLength(5);
    expect(await run(list.toArray({ limit: 0 }))).toEqual([]);
    await expect(list.toArray({ limit: -1 })).rejects.toThrow(BadOptions);
  });

  it("begins where one wants, with the filter one wants", async () => {
    const { form3, gets, run } = await stageWith(3);
    const filter = { country: ["GB", "FR"], bank_id: "400300" };
    const request = { filter, pageSize: 2, pageNumber: 1 };
    await run(form3.accounts.list(request).toArray({ limit: 9 }));
    await run(form3.accounts.list({ after: "0", pageSize: 1 }).toArray({ limit: 9 }));
    await run(form3.accounts.list({ before: "2" }).toArray({ limit: 9 }));
    expect(gets()).toEqual([
      `GET ${PATH}?filter[country]=GB,FR&filter[bank_id]=400300&page[number]=1&page[size]=2`,
      `GET ${PATH}?page[size]=1&page[after]=0`,
      ...[1, 2, 3].map((cursor) => `GET ${PATH}?page[after]=${cursor}&page[size]=1`),
      `GET ${PATH}?page[before]=2`,
      `GET ${PATH}?page[after]=1&page[size]=100`,
    ]);
    expect(() => form3.accounts.list({ pageSize: 0 })).toThrow("pageSize must be");
    expect(() => form3.accounts.list({ pageNumber: -1 })).toThrow("pageNumber must be");
    expect(() => form3.accounts.list({}, { maxPages: 0 })).toThrow("maxPages must be");
  });

  it("ends after as many pages as one wants, and goes on from its cursor", async () => {
    const { form3, run } = await stageWith(5);
    const some = form3.accounts.list({ pageSize: 2 }, { maxPages: 2 }).pages();
    const [first, second, end] = [
      await run(some.next()),
      await run(some.next()),
      await run(some.next()),
    ];
    expect([numbersOf(first.value), numbersOf(second.value), end.done]).toEqual([
      [1, 2],
      [3, 4],
      true,
    ]);
    const rest = form3.accounts.list({ cursor: second.value.cursor }).pages();
    expect(await run(rest.next())).toMatchObject({ value: { cursor: undefined } });
  });

  it.each([
    "{}",
    "[1,2,3]",
    '["/"]',
    "x",
    '["https://evil.test/","/"]',
    '["/","https://evil.test/"]',
    '["@evil.test/","/"]',
    '[".evil.test/","/"]',
  ])("takes no cursor but its own: %s", async (cursor) => {
    const { form3 } = stage();
    expect(() => form3.accounts.list({ cursor })).toThrow("cursor must be what page.cursor held");
    expect(() => form3.accounts.list({ cursor })).toThrow(BadOptions);
    const mixed = { cursor: '["/","/"]', pageSize: 1 };
    expect(() => form3.accounts.list(mixed)).toThrow("cursor goes without pageSize");
  });
});

describe("a walk while accounts come and go", () => {
  it("tells an account that has moved to a page that was read already", async () => {
    const { form3, remove, gets, run } = await stageWith(6);
    const pages = form3.accounts.list({ pageSize: 2 }).pages();
    expect(numbersOf((await run(pages.next())).value)).toEqual([1, 2]);
    await remove(1);
    expect(numbersOf((await run(pages.next())).value)).toEqual([3, 4, 5]);
    expect(numbersOf((await run(pages.next())).value)).toEqual([6]);
    expect(gets().filter((line) => line.startsWith("GET"))).toEqual([
      `GET ${PATH}?page[size]=2`,
      `GET ${PATH}?page[number]=1&page[size]=2`,
      `GET ${PATH}?page[size]=2`,
      `GET ${PATH}?page[number]=2&page[size]=2`,
      `GET ${PATH}?page[number]=1&page[size]=2`,
    ]);
  });

  it("misses it without the second look", async () => {
    const { form3, remove, run } = await stageWith(6);
    const pages = form3.accounts.list({ pageSize: 2 }, { recheck: false }).pages();
    expect(numbersOf((await run(pages.next())).value)).toEqual([1, 2]);
    await remove(1);
    expect(numbersOf((await run(pages.next())).value)).toEqual([4, 5]);
  });

  it("goes back as many pages as it takes", async () => {
    const { form3, remove, run } = await stageWith(12);
    const pages = form3.accounts.list({ pageSize: 2 }).pages();
    for (let page = 0; page < 4; page += 1) await run(pages.next());
    for (const number of [1, 2, 3, 4, 5, 6, 7]) await remove(number);
    expect(numbersOf((await run(pages.next())).value)).toEqual([9, 10, 11, 12]);
    expect((await run(pages.next())).done).toBe(true);
  });

  it("finds accounts though all it has told are gone", async () => {
    const { form3, remove, run } = await stageWith(4);
    const pages = form3.accounts.list({ pageSize: 2 }).pages();
    await run(pages.next());
    for (const number of [1, 2]) await remove(number);
    expect(numbersOf((await run(pages.next())).value)).toEqual([3, 4]);
  });

  it("tells a resumed walk that its place is lost, instead of telling accounts twice", async () => {
    const { form3, remove, run } = await stageWith(60);
    const first = await run(form3.accounts.list({ pageSize: 30 }).pages().next());
    for (let number = 5; number <= 40; number += 1) await remove(number);
    const resumed = form3.accounts.list({ cursor: first.value.cursor }).pages();
    await expect(run(resumed.next())).rejects.toMatchObject({
      kind: "decode",
      message: expect.stringContaining("the place is lost"),
    });
  });

  it("finds the place again after a resumption", async () => {
    const { form3, remove, run } = await stageWith(6);
    const first = await run(form3.accounts.list({ pageSize: 2 }).pages().next());
    await remove(1);
    const resumed = form3.accounts.list({ cursor: first.value.cursor }).pages();
    expect(numbersOf((await run(resumed.next())).value)).toEqual([3, 4, 5]);
  });

  it("takes an id that was used again for another account", async () => {
    const { form3, remove, create, time, run } = await stageWith(4);
    const pages = form3.accounts.list({ pageSize: 2 }).pages();
    await run(pages.next());
    await remove(1);
    time.after(5, () => undefined);
    await run(time.sleep(5));
    await create(1);
    expect(numbersOf((await run(pages.next())).value)).toEqual([3, 4, 1]);
  });
});

describe("prefetching", () => {
  it("asks for the next page while this one is used", async () => {
    const { form3, gets, run, time } = await stageWith(5);
    const options = { prefetch: 1, recheck: false } as const;
    const pages = form3.accounts.list({ pageSize: 2 }, options).pages();
    await run(pages.next());
    await run(time.sleep(1));
    expect(gets()).toHaveLength(2);
    expect(await run(pages.next())).toMatchObject({ done: false });
  });

  it("is ended by leaving the loop", async () => {
    const signals: AbortSignal[] = [];
    const next = `${PATH}?page[number]=1`;
    const page: FetchAnswer = {
      status: 200,
      headers: { get: () => null },
      body: new Response(JSON.stringify({ data: [], links: { next } })).body,
    };
    const { form3, run } = stage({
      fetch: (_url, { signal }) => {
        signals.push(signal);
        return signals.length === 1 ? Promise.resolve(page) : new Promise(() => undefined);
      },
    });
    const walk = async () => {
      for await (const { accounts } of form3.accounts.list({}, { prefetch: 1 }).pages()) {
        expect(accounts).toEqual([]);
        break;
      }
    };
    await run(walk());
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true]);
  });

  it("that fails is told when its page is wanted, and not before", async () => {
    const { form3, bank, run, time } = await stageWith(4, { maxRetries: 0 });
    const pages = form3.accounts.list({ pageSize: 2 }, { prefetch: 1 }).pages();
    bank.faults.follow({
      faults: [
        { kind: "delay", ms: 0, times: 1 },
        { kind: "dropped", when: "before" },
      ],
    });
    expect(numbersOf((await run(pages.next())).value)).toEqual([1, 2]);
    await run(time.sleep(1));
    await expect(run(pages.next())).rejects.toMatchObject({ kind: "network" });
  });
});

describe("leaving", () => {
  it("ends a request that is waited for", async () => {
    const { form3, run } = stage({ fetch: () => new Promise(() => undefined) });
    const accounts = form3.accounts.list()[Symbol.asyncIterator]();
    const waiting = accounts.next().catch((error: unknown) => error);
    const left = accounts.return?.();
    await run(Promise.all([waiting, left]));
    expect(await waiting).toMatchObject({ kind: "aborted" });
  });

  it("by the caller's signal ends the walk", async () => {
    const { form3, run } = await stageWith(4);
    const aborting = new AbortController();
    const pages = form3.accounts.list({ pageSize: 2 }, { signal: aborting.signal }).pages();
    await run(pages.next());
    aborting.abort("enough");
    await expect(run(pages.next())).rejects.toMatchObject({ kind: "aborted", cause: "enough" });
  });
});

describe("links", () => {
  const linking = (links: object) =>
    stage({
      fetch: async () => ({
        status: 200,
        headers: { get: () => null },
        body: new Response(JSON.stringify({ data: null, links })).body,
      }),
    });

  it.each([
    ["another host", "https://evil.test/v1/organisation/accounts", "leads away"],
    ["another scheme", "https://bank.test/v1/organisation/accounts", "leads away"],
    ["another host without a scheme", "//evil.test/", "leads away"],
    ["somebody else's credentials", "http://me:pw@bank.test/", "leads away"],
    ["nowhere", "http://", "is no address"],
    ["a number", 7, "is no address"],
  ])("to %s are not followed", async (_name, next, message) => {
    const { form3, run } = linking({ next });
    await expect(run(form3.accounts.list().toArray({ limit: 9 }))).rejects.toMatchObject({
      kind: "decode",
      message: expect.stringContaining(message),
    });
  });

  it("that lead round in a circle are noticed", async () => {
    const { form3, run } = linking({ next: `${PATH}?page[number]=1` });
    const walk = run(form3.accounts.list().toArray({ limit: 9 }));
    await expect(walk).rejects.toThrow("the pages lead round in a circle");
    await expect(walk).rejects.toThrow(Form3Error);
  });

  it("that never end are given up", async () => {
    const url = new URL("http://bank.test/");
    const read = async (here: URL) => {
      const page = Number(here.searchParams.get("page[after]")) + 1;
      return {
        url: here,
        accounts: [],
        next: new URL(`?page[after]=${page}`, url),
        prev: undefined,
      };
    };
    const walk = async () => {
      let pages = 0;
      const start = { url, from: undefined, known: knownAccounts(false) };
      for await (const { accounts } of walkPages(read, start, {})) pages += 1 + accounts.length;
      return pages;
    };
    await expect(walk()).rejects.toThrow("there are more than 10000 pages");
  });
});
