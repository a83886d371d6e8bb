import { openLogger, openMetrics } from "@holdfast/telemetry";
import { Type } from "typebox";
import { describe, expect, it } from "vitest";

import { createServer } from "../create-server.ts";
import type { Server } from "../server.ts";
import { cursors } from "./cursors.ts";
import { linkNext, type Page, PAGE_QUERY, PageOf, pageOf } from "./page.ts";

const ROWS = Array.from({ length: 45 }, (_, at) => ({ id: String(at).padStart(3, "0") }));

async function fixture() {
  const server = await createServer({
    service: "test",
    title: "Test",
    version: "1.2.3",
    logger: openLogger({ service: "test", level: "silent", format: "json" }),
    metrics: openMetrics({ service: "test" }),
    readiness: () => ({ isReady: true }),
  });
  const sealed = cursors([new Uint8Array(32)]);
  const schema = {
    querystring: Type.Object({ ...PAGE_QUERY, q: Type.Optional(Type.String()) }),
    response: { 200: PageOf(Type.Object({ id: Type.String() })) },
  };
  server.get("/rows", { schema }, (request, reply) => {
    const { limit, cursor, q } = request.query;
    const scope = { list: "rows", tenant: "", filter: { q: q ?? null } };
    const [after = ""] = cursor === undefined ? [] : sealed.open(cursor, scope);
    const found = ROWS.filter(({ id }) => id > after).slice(0, limit + 1);
    const page = pageOf(found, { limit, cursorOf: ({ id }) => sealed.seal([id], scope) });
    return linkNext(reply, page);
  });
  return server;
}

async function pageAt(server: Server, url: string) {
  const answer = await server.inject(url);
  return { link: String(answer.headers.link), ...answer.json<Page<{ readonly id: string }>>() };
}

describe("pages", () => {
  it("hold every row once, each with a link to the next but the last", async () => {
    const server = await fixture();
    const ids: string[] = [];
    const sizes: number[] = [];
    let query: string | undefined = "?q=a%20b&q2=<>";
    while (query !== undefined) {
      const { link, data, has_more, next_cursor } = await pageAt(server, `/rows${query}`);
      ids.push(...data.map(({ id }) => id));
      sizes.push(data.length);
      query = /^<(\?q=a\+b&q2=%3C%3E&cursor=[\w-]+)>; rel="next"$/.exec(link)?.[1];
      expect([
        query !== undefined,
        query?.endsWith(String(next_cursor)) ?? next_cursor === null,
      ]).toEqual([has_more, true]);
    }
    expect(ids).toEqual(ROWS.map(({ id }) => id));
    expect(sizes).toEqual([20, 20, 5]);
  });

  it("end where the rows end", async () => {
    const server = await fixture();
    const { data, has_more } = (await server.inject("/rows?limit=45")).json();
    expect([data.length, has_more]).toEqual([45, false]);
    expect(pageOf([], { limit: 1, cursorOf: () => "" })).toEqual({
      data: [],
      has_more: false,
      next_cursor: null,
    });
  });

  it.each([
    ["limit=0", "invalid_request"],
    ["limit=101", "invalid_request"],
    ["limit=x", "invalid_request"],
    ["cursor=", "invalid_cursor"],
    [`cursor=${"A".repeat(1_000)}`, "invalid_request"],
  ])("are 400 for %s", async (query, code) => {
    const answer = await (await fixture()).inject(`/rows?${query}`);
    expect(answer.json()).toMatchObject({ status: 400, code });
  });

  it("are 400 when the filter has changed", async () => {
    const server = await fixture();
    const { next_cursor } = (await server.inject("/rows")).json();
    const answer = await server.inject(`/rows?q=b&cursor=${next_cursor}`);
    expect(answer.json()).toMatchObject({ status: 400, code: "cursor_mismatch" });
  });
});
