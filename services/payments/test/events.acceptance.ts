import { openStream } from "@holdfast/service-process/event-client";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { moved, threeAccounts } from "./accounts-of.ts";
import {
  type Answer,
  type Caller,
  openSurroundings,
  type Payments,
  startPayments,
  type Surroundings,
} from "./start-payments.ts";

let surroundings: Surroundings;
let payments: Payments;
let caller: Caller;
let accounts: Awaited<ReturnType<typeof threeAccounts>>;
beforeAll(async () => {
  surroundings = await openSurroundings();
  payments = await startPayments(surroundings, { SSE_HEARTBEAT: "100ms", SSE_CLIENTS_MAX: "8" });
});
afterAll(async () => {
  await payments[Symbol.asyncDispose]();
  await surroundings[Symbol.asyncDispose]();
});
beforeEach(async () => {
  caller = await payments.caller();
  accounts = await threeAccounts(caller);
});

/** All events from a cursor on, page by page. */
async function walked(query: string): Promise<readonly Answer["json"][]> {
  const events: unknown[] = [];
  for (let cursor = ""; ;) {
    const { json } = await caller.get(`/v1/events?${query}${cursor}`);
    events.push(...json.data);
    if (!json.has_more) return events;
    cursor = `&cursor=${json.next_cursor}`;
  }
}

function followed(
  query = "",
  {
    at = payments,
    who = caller,
    headers = {},
  }: { at?: Payments; who?: Caller; headers?: object } = {},
) {
  return openStream(`${at.url}/v1/events${query}`, {
    accept: "text/event-stream",
    authorization: `Bearer ${who.token}`,
    ...headers,
  });
}

describe("the feed, page by page", () => {
  test("tells all that has happened, in order, however large the pages are", async () => {
    const { ann, bob } = accounts;
    await moved(caller, [ann, bob], "7");
    const all = await walked("limit=100");
    expect(all.map(({ type }) => type)).toEqual([
      "AccountOpened",
      "AccountOpened",
      "AccountOpened",
      "TransferPosted",
      "TransferPosted",
    ]);
    expect(await walked("limit=1")).toEqual(all);
    expect(all[4]).toMatchObject({
      category: "transfer",
      version: 1,
      actor: "ann",
      data: { debit_account: ann, credit_account: bob, amount: "7", ledger: "USD" },
    });
    expect((await caller.get(`/v1/events?cursor=${all[2].cursor}`)).json.data).toEqual(
      all.slice(3),
    );
  });

  test("lets types and categories through, and passes over the others", async () => {
    expect(await walked("limit=1&type=TransferPosted")).toHaveLength(1);
    expect(await walked("limit=1&type=TransferPosted&type=AccountOpened")).toHaveLength(4);
    expect(await walked("limit=2&category=account")).toHaveLength(3);
    expect(await walked("category=audit")).toEqual([]);
  });

  test("ends with a cursor from which later events come", async () => {
    const { ann, bob } = accounts;
    const { next_cursor, data } = (await caller.get("/v1/events?from=now")).json;
    expect(data).toEqual([]);
    const nothing = (await caller.get(`/v1/events?cursor=${next_cursor}`)).json;
    // Whatever others do meanwhile, the cursor says nothing of it.
    await threeAccounts(await payments.caller());
    expect((await caller.get(`/v1/events?cursor=${next_cursor}`)).json).toEqual(nothing);
    expect(nothing).toEqual({ data: [], has_more: false, next_cursor });
    const { id } = await moved(caller, [ann, bob], "7");
    const later = (await caller.get(`/v1/events?cursor=${next_cursor}`)).json;
    expect(later.data).toMatchObject([{ type: "TransferPosted", data: { transfer: id } }]);
  });

  test("links each page to the next one, as long as there may be more", async () => {
    const first = await caller.get("/v1/events?type=AccountOpened&limit=2");
    const { next_cursor } = first.json;
    const query = `?type=AccountOpened&limit=2&cursor=${next_cursor}`;
    expect(first.headers.get("link")).toBe(`<${query}>; rel="next"`);
    const last = await caller.get(`/v1/events${query}`);
    expect([last.json.data.length, last.json.has_more]).toEqual([1, false]);
    expect(last.headers.has("link")).toBe(false);
  });

  test("goes on with the filter of a page only, and after an event with any", async () => {
    const page = "/v1/events?type=AccountOpened&type=TransferPosted&limit=2";
    const { next_cursor, data } = (await caller.get(page)).json;
    const same = "type=TransferPosted&type=AccountOpened&type=AccountOpened";
    const after = (filter: string, cursor: string): Promise<Answer> =>
      caller.get(`/v1/events?${filter}&cursor=${cursor}`);
    expect((await after(same, next_cursor)).json.data).toHaveLength(2);
    for (const other of ["type=AccountOpened", `${same}&category=account`, "limit=1"]) {
      const { status, json } = await after(other, next_cursor);
      expect([status, json.code]).toEqual([400, "cursor_mismatch"]);
      using stream = await followed(`?${other}&cursor=${next_cursor}`);
      expect(stream.status).toBe(400);
      expect((await after(other, data[1].cursor)).status).toBe(200);
    }
  });

  test("tells no refused attempt", async () => {
    const { ann, bob } = accounts;
    const before = await walked("");
    await caller.post("/v1/transfers", { debit_account: ann, credit_account: bob, amount: "9999" });
    expect(await walked("")).toEqual(before);
  });
});

describe("the feed as a stream", () => {
  test("pushes what was there and what happens, as the pages tell it", async () => {
    const { ann, bob } = accounts;
    using stream = await followed();
    expect(stream.headers["content-type"]).toBe("text/event-stream");
    const first = await stream.take(4);
    const { id } = await moved(caller, [ann, bob], "7");
    const [later] = await stream.take(1);
    expect(later).toMatchObject({ event: "TransferPosted", data: { data: { transfer: id } } });
    const all = await walked("");
    expect([...first, later].map((each) => each?.data)).toEqual(all);
    expect([...first, later].map((each) => each?.id)).toEqual(all.map(({ cursor }) => cursor));
  });

  test("goes on right after the event that a client has, and the header goes before the cursor", async () => {
    const all = await walked("");
    using stream = await followed(`?cursor=${all[0].cursor}`, {
      headers: { "last-event-id": all[1].cursor },
    });
    expect((await stream.take(2)).map(({ data }) => data)).toEqual(all.slice(2));
  });

  test("is filtered, and tells nobody what happens to another tenant", async () => {
    const { ann, bob } = accounts;
    using stream = await followed("?from=now&type=TransferPosted");
    const other = await payments.caller();
    await threeAccounts(other);
    await caller.post(`/v1/accounts/${ann}/freeze`, { reason: "test" });
    await caller.post(`/v1/accounts/${ann}/unfreeze`, { reason: "test" });
    const { id } = await moved(caller, [ann, bob], "7");
    expect(await stream.take(1)).toMatchObject([{ data: { data: { transfer: id } } }]);
  });

  test("shows a sign of life in times of silence", async () => {
    using stream = await followed("?from=now");
    expect(await stream.block()).toBe("retry: 3000");
    expect(await stream.block()).toBe(":");
  });

  test("gives a quarter of the places to one tenant, and a place that is left to the next one", async () => {
    const first = await followed("?from=now");
    using second = await followed("?from=now");
    expect(second.status).toBe(200);
    using third = await followed("?from=now");
    expect(third.status).toBe(503);
    expect(third.headers["retry-after"]).toBe("5");
    using others = await followed("?from=now", { who: await payments.caller() });
    expect(others.status).toBe(200);
    first[Symbol.dispose]();
    await expect
      .poll(
        async () => {
          using again = await followed("?from=now");
          return again.status;
        },
        { timeout: 20_000 },
      )
      .toBe(200);
  });

  test("refuses what is no place", async () => {
    using stream = await followed("", { headers: { "last-event-id": "17" } });
    expect(stream.status).toBe(400);
  });
});

test("a stream ends in good order when the service stops or its time is over, and another instance goes on", async () => {
  const { ann, bob } = accounts;
  const brief = await startPayments(surroundings, { SSE_LIFETIME: "300ms" });
  const other = await startPayments(surroundings);
  try {
    using timed = await followed("?from=now", { at: brief });
    expect(await timed.rest()).toEqual([]);
    using stream = await followed("", { at: other });
    const last = (await stream.take(4)).at(-1);
    const rest = stream.rest();
    await other[Symbol.asyncDispose]();
    expect(await rest).toEqual([]);
    const { id } = await moved(caller, [ann, bob], "7");
    using resumed = await followed("", { headers: { "last-event-id": String(last?.id) } });
    expect(await resumed.take(1)).toMatchObject([{ data: { data: { transfer: id } } }]);
  } finally {
    await brief[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
  }
});
