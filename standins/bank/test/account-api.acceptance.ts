import { testDatabase, type TestDatabase } from "@holdfast/postgres/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startBank, type RunningBank } from "../src/index.ts";
import { account, ask, ID, ORGANISATION, uuid } from "./ask.ts";

const ACCOUNTS = "/v1/organisation/accounts";
const NOT_FOUND = { code: "PAGE_NOT_FOUND", message: "Page not found" };

describe.each(["memory", "PostgreSQL"])("the account API over %s", (kind) => {
  let database: TestDatabase | undefined;
  let running: RunningBank;

  beforeAll(async () => {
    if (kind === "PostgreSQL") database = await testDatabase({ service: "bank", schema: "bank" });
    running = await start({ profile: "2020", patch: true });
  });
  afterAll(async () => {
    await running[Symbol.asyncDispose]();
    await database?.[Symbol.asyncDispose]();
  });

  function start(options: Parameters<typeof startBank>[0]): Promise<RunningBank> {
    const url = database?.adminUrl;
    return startBank({ ...options, ...(url === undefined ? {} : { databaseUrl: url }) });
  }

  it("creates, fetches, lists and deletes, as the seed's five tests do on an empty store", async () => {
    const created = await ask(running.url, "POST", ACCOUNTS, account(ID));
    expect(created).toEqual({
      status: 201,
      body: {
        data: {
          attributes: { country: "GB", name: ["Ada"] },
          created_on: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/u),
          id: ID,
          modified_on: expect.any(String),
          organisation_id: ORGANISATION,
          type: "accounts",
          version: 0,
        },
        links: { self: `${ACCOUNTS}/${ID}` },
      },
    });
    const fetched = await ask(running.url, "GET", `${ACCOUNTS}/${ID}`);
    expect(fetched).toEqual({ status: 200, body: created.body });
    for (const number of [1, 2]) await ask(running.url, "POST", ACCOUNTS, account(uuid(number)));
    const page = await ask(running.url, "GET", `${ACCOUNTS}?page[number]=1&page[size]=1`);
    expect(page.body).toMatchObject({ data: [{ id: uuid(1) }] });
    const all = await ask(running.url, "GET", ACCOUNTS);
    expect(all.body).toMatchObject({ data: [{ id: ID }, { id: uuid(1) }, { id: uuid(2) }] });
    const gone = await ask(running.url, "DELETE", `${ACCOUNTS}/${ID}?version=0`);
    expect(gone).toEqual({ status: 204, body: "" });
    expect(await ask(running.url, "GET", `${ACCOUNTS}/${ID}`)).toEqual({
      status: 404,
      body: { error_message: `record ${ID} does not exist` },
    });
  });

  it("refuses an id that is taken", async () => {
    expect(await ask(running.url, "POST", ACCOUNTS, account(uuid(1)))).toEqual({
      status: 409,
      body: {
        error_message: "Account cannot be created as it violates a duplicate constraint",
      },
    });
  });

  it.each([
    ["DELETE without a version", "DELETE", `/${uuid(1)}`, 400, "invalid version number"],
    [
      "a version that is no number",
      "DELETE",
      `/${uuid(1)}?version=x`,
      400,
      "invalid version number",
    ],
    ["DELETE of another version", "DELETE", `/${uuid(1)}?version=7`, 409, "invalid version"],
    ["GET of an id that is no uuid", "GET", "/1234", 400, "id is not a valid uuid"],
    ["DELETE of an id that is no uuid", "DELETE", "/1234?version=0", 400, "id is not a valid uuid"],
  ])("answers %s", async (_name, method, path, status, message) => {
    const answer = await ask(running.url, method, `${ACCOUNTS}${path}`);
    expect(answer).toEqual({ status, body: { error_message: message } });
  });

  it.each([
    ["DELETE of an unknown account", "DELETE", `${ACCOUNTS}/${uuid(99)}?version=0`, ""],
    ["DELETE of an empty id", "DELETE", `${ACCOUNTS}/?version=0`, NOT_FOUND],
    ["GET of an unknown path", "GET", "/v1/organisation/units", NOT_FOUND],
    ["PUT", "PUT", `${ACCOUNTS}/${uuid(1)}`, ""],
  ])("answers %s with 404", async (_name, method, path, body) => {
    expect(await ask(running.url, method, path)).toEqual({ status: 404, body });
  });

  it("changes an account of the version one has seen, which keeps its place in the list", async () => {
    const change = (version: number, attributes: object) =>
      ask(running.url, "PATCH", `${ACCOUNTS}/${uuid(1)}`, { data: { version, attributes } });
    const changed = await change(0, { status: "confirmed" });
    expect(changed.body).toMatchObject({
      data: { version: 1, attributes: { country: "GB", name: ["Ada"], status: "confirmed" } },
    });
    expect(await change(0, { status: "failed" })).toMatchObject({ status: 409 });
    expect(await change(1, { status: "dead" })).toMatchObject({
      status: 400,
      body: { error_message: expect.stringContaining("status in body should be one of") },
    });
    const all = await ask(running.url, "GET", ACCOUNTS);
    expect(all.body).toMatchObject({ data: [{ id: uuid(1) }, { id: uuid(2) }] });
  });

  it("closes the gap that a deletion leaves, and puts new accounts behind all others", async () => {
    for (const number of [3, 4, 5]) await ask(running.url, "POST", ACCOUNTS, account(uuid(number)));
    await ask(running.url, "DELETE", `${ACCOUNTS}/${uuid(2)}?version=0`);
    await ask(running.url, "POST", ACCOUNTS, account(uuid(2)));
    const idsAt = async (query: string) => {
      const { body } = await ask(running.url, "GET", `${ACCOUNTS}?${query}`);
      return Object(body).data.map(({ id }: { readonly id: string }) => id);
    };
    expect(await idsAt("page[number]=0&page[size]=2")).toEqual([1, 3].map(uuid));
    expect(await idsAt("page[number]=last&page[size]=2")).toEqual([uuid(2)]);
    expect(await idsAt("page[number]=first&page[size]=2")).toEqual([1, 3].map(uuid));
    expect(await idsAt("page[number]=9&page[size]=2")).toEqual([]);
  });

  it("walks by cursor past accounts that were deleted meanwhile", async () => {
    const start = await ask(running.url, "GET", `${ACCOUNTS}?page[after]=0&page[size]=2`);
    const { next } = Object(start.body).links;
    await ask(running.url, "DELETE", `${ACCOUNTS}/${uuid(3)}?version=0`);
    const second = await ask(running.url, "GET", next);
    expect(second.body).toMatchObject({ data: [{ id: uuid(4) }, { id: uuid(5) }] });
    const back = await ask(running.url, "GET", Object(second.body).links.prev);
    expect(back.body).toMatchObject({ data: [{ id: uuid(1) }] });
    expect(Object(back.body).links).not.toHaveProperty("prev");
  });

  it("filters by lists of values, also in its links", async () => {
    await ask(running.url, "POST", ACCOUNTS, account(uuid(6), { country: "FR", bank_id: "20041" }));
    const query = `filter[country]=FR,DE&filter[organisation_id]=${ORGANISATION}&page[size]=1`;
    const { body } = await ask(running.url, "GET", `${ACCOUNTS}?${query}`);
    expect(body).toMatchObject({ data: [{ id: uuid(6) }] });
    expect(Object(body).links.self).toContain("filter%5Bcountry%5D=FR%2CDE");
    const none = await ask(running.url, "GET", `${ACCOUNTS}?filter[type]=units`);
    expect(none.body).toMatchObject({ data: [] });
  });

  it("takes one of many creations of one id at the same time", async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => ask(running.url, "POST", ACCOUNTS, account(uuid(7)))),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(7);
  });

  it("numbers accounts in the order of their times, however many come at once", async () => {
    const fresh = Array.from({ length: 20 }, (_, at) => uuid(100 + at));
    await Promise.all(fresh.map((id) => ask(running.url, "POST", ACCOUNTS, account(id))));
    const { body } = await ask(running.url, "GET", ACCOUNTS);
    const times = Object(body).data.map((each: { readonly created_on: string }) => each.created_on);
    expect(times).toEqual(times.toSorted());
  });

  it("keeps its accounts over a restart only where it has a database", async () => {
    await using second = await start({ profile: "2023" });
    const { status } = await ask(second.url, "GET", `${ACCOUNTS}/${uuid(7)}`);
    expect(status).toBe(kind === "PostgreSQL" ? 200 : 404);
  });
});
