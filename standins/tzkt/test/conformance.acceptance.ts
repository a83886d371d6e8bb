import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { gunzipSync } from "node:zlib";

import { startTzkt, type TzktStandIn } from "@holdfast/standin-tzkt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const DELEGATIONS = "/v1/operations/delegations";

async function json(url: string): Promise<unknown> {
  return (await fetch(url)).json();
}

type RawAnswer = { readonly headers: Record<string, unknown>; readonly body: Buffer };

/** The answer as it came over the wire, which fetch would decompress. */
async function raw(url: string, encoding: string): Promise<RawAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
  const sent = request(url, { headers: { "Accept-Encoding": encoding } }, (response) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("end", () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
  });
  sent.on("error", reject).end();
  return promise;
}

describe("recorded delegations", () => {
  it("come back byte for byte", async () => {
    const file = new URL("../fixtures/recorded-delegations.json", import.meta.url);
    const records: unknown = JSON.parse(await readFile(file, "utf8"));
    if (!Array.isArray(records)) throw new TypeError("the fixture is no array");
    await using tzkt = await startTzkt({ records });
    const text = await (await fetch(`${tzkt.url}${DELEGATIONS}`)).text();
    const byId = records.toSorted((one, other) => one.id - other.id);
    expect(text).toBe(JSON.stringify(byId));
    for (const record of records) {
      const own = await (await fetch(`${tzkt.url}${DELEGATIONS}/${record.hash}`)).text();
      expect(own).toBe(JSON.stringify([record]));
    }
    expect(await json(`${tzkt.url}${DELEGATIONS}/count`)).toBe(12);
    expect(await json(`${tzkt.url}${DELEGATIONS}?level.le=242&select=id`)).toEqual(
      byId.filter(({ level }) => level <= 242).map(({ id }) => id),
    );
  });
});

describe("the API", () => {
  let tzkt: TzktStandIn;
  beforeAll(async () => {
    tzkt = await startTzkt({ rows: 3000 });
  });
  afterAll(async () => {
    await tzkt[Symbol.asyncDispose]();
  });

  it("answers 100 whole objects in the order of their ids when asked for nothing else", async () => {
    const rows = await json(`${tzkt.url}${DELEGATIONS}`);
    expect(rows).toEqual([...tzkt.truth().records()].slice(0, 100));
  });

  it("tells the level of every answer", async () => {
    const targets = ["", "/count", "?level=x", "/oops"].map((end) => `${DELEGATIONS}${end}`);
    for (const target of [...targets, "/v1/head", "/v1/protocols/current", "/nowhere"]) {
      const { headers } = await fetch(tzkt.url + target);
      expect(headers.get("Tzkt-Level")).toBe(`${tzkt.head}`);
      expect(headers.get("Tzkt-Known-Level")).toBe(`${tzkt.head}`);
      expect(headers.get("Tzkt-Version")).toBe("1.17.2.0");
      expect(headers.get("Tzkt-Synced-At")).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u);
    }
  });

  it("leaves absent members out of objects and writes them as null in arrays", async () => {
    const truth = [...tzkt.truth().records()].slice(0, 50);
    const query = `${DELEGATIONS}?limit=50&select`;
    const objects = await json(`${tzkt.url}${query}=prevDelegate,id`);
    expect(objects).toEqual(
      truth.map(({ id, prevDelegate }) => (prevDelegate ? { prevDelegate, id } : { id })),
    );
    const arrays = await json(`${tzkt.url}${query}.values=prevDelegate,id`);
    expect(arrays).toEqual(truth.map(({ id, prevDelegate }) => [prevDelegate ?? null, id]));
  });

  it("writes a single member bare, in both modes", async () => {
    const levels = [...tzkt.truth().records()].slice(0, 3).map(({ level }) => level);
    for (const mode of ["select", "select.fields", "select.values"]) {
      expect(await json(`${tzkt.url}${DELEGATIONS}?limit=3&${mode}=level`)).toEqual(levels);
    }
  });

  it("answers nothing for members it does not know, alone or with others", async () => {
    const id = [...tzkt.truth().records()][0]?.id;
    const query = `${tzkt.url}${DELEGATIONS}?limit=1&select`;
    expect(await json(`${query}=foo`)).toEqual([]);
    expect(await json(`${query}.values=foo,bar`)).toEqual([]);
    expect(await json(`${query}.values=foo,id`)).toEqual([[null, id]]);
    expect(await json(`${query}.fields=foo,id`)).toEqual([{ id }]);
  });

  it("refuses what it cannot read with a code and the parameter", async () => {
    const response = await fetch(`${tzkt.url}${DELEGATIONS}?limit=10001`);
    expect(response.status).toBe(400);
    expect(await response.text()).toBe(
      '{"code":400,"errors":{"limit":"The field limit must be between 0 and 10000."}}',
    );
  });

  it("counts, with and without a filter", async () => {
    const truth = [...tzkt.truth().records()];
    const in2021 = truth.filter(({ timestamp }) => timestamp.startsWith("2021"));
    const query = "/count?timestamp.ge=2021-01-01&timestamp.lt=2022-01-01";
    expect(await json(`${tzkt.url}${DELEGATIONS}/count`)).toBe(3000);
    expect(await json(`${tzkt.url}${DELEGATIONS}${query}`)).toBe(in2021.length);
    expect((await fetch(`${tzkt.url}${DELEGATIONS}/count?level=x`)).status).toBe(400);
  });

  it("finds the rows of an operation, of its counter and of its nonce", async () => {
    const truth = [...tzkt.truth().records()];
    const internal = truth.find(({ nonce }) => nonce !== undefined);
    const { hash, counter, nonce } = internal ?? { hash: "", counter: 0, nonce: 0 };
    const own = truth.filter((record) => record.hash === hash);
    const base = `${tzkt.url}${DELEGATIONS}/${hash}`;
    expect(await json(base)).toEqual(own);
    expect(await json(`${base}/${counter}`)).toEqual(own);
    expect(await json(`${base}/${counter}/${nonce}`)).toEqual([internal]);
    expect(await json(`${base}/${counter + 1}`)).toEqual([]);
    expect(await json(`${base}/status`)).toBe(own.every(({ status }) => status === "applied"));
  });

  it("answers an unknown operation with nothing and a malformed one with 400", async () => {
    const unknown = "ooP37LNma6DiWjVxDbS2XZu4PiNKy7fbHZWSn8Vj8FX1hWfkC3b";
    expect(await json(`${tzkt.url}${DELEGATIONS}/${unknown}`)).toEqual([]);
    expect((await fetch(`${tzkt.url}${DELEGATIONS}/${unknown}/status`)).status).toBe(204);
    expect((await fetch(`${tzkt.url}${DELEGATIONS}/oops`)).status).toBe(400);
    expect((await fetch(`${tzkt.url}${DELEGATIONS}/${unknown}/x`)).status).toBe(400);
  });

  it("describes its newest block and the protocol in force", async () => {
    expect(await json(`${tzkt.url}/v1/head`)).toMatchObject({
      chain: "mainnet",
      chainId: "NetXdQprcVkpaWU",
      level: tzkt.head,
      knownLevel: tzkt.head,
      synced: true,
    });
    const protocol = await json(`${tzkt.url}/v1/protocols/current`);
    expect(protocol).toMatchObject({ code: 22, firstLevel: 8_767_489 });
  });

  it("knows no other paths and no other methods", async () => {
    expect((await fetch(`${tzkt.url}/v1/operations`)).status).toBe(404);
    expect((await fetch(`${tzkt.url}${DELEGATIONS}/a/b/c/d`)).status).toBe(404);
    const posted = await fetch(`${tzkt.url}${DELEGATIONS}`, { method: "POST" });
    expect([posted.status, posted.headers.get("Allow")]).toEqual([405, "GET"]);
  });

  it("shows nothing above a head that is asked for", async () => {
    const level = [...tzkt.truth().records()][1500]?.level ?? 0;
    await using early = await startTzkt({ rows: 3000, head: level });
    const truth = tzkt.truth(level);
    expect(await json(`${early.url}${DELEGATIONS}/count`)).toBe(truth.count);
    expect(await json(`${early.url}${DELEGATIONS}?limit=10000`)).toEqual([...truth.records()]);
    expect(early.head).toBe(level);
  });

  it("compresses from about a kilobyte on, for clients that accept it", async () => {
    const page = `${tzkt.url}${DELEGATIONS}?limit=100`;
    const [plain, packed] = [await raw(page, "identity"), await raw(page, "br, gzip")];
    expect(plain.headers["content-encoding"]).toBeUndefined();
    expect(packed.headers["content-encoding"]).toBe("gzip");
    expect(packed.body.length).toBeLessThan(plain.body.length / 2);
    expect(gunzipSync(packed.body).equals(plain.body)).toBe(true);
    const small = await raw(`${tzkt.url}/v1/head`, "gzip");
    expect(small.headers["content-encoding"]).toBeUndefined();
    const refused = await raw(page, "gzip;q=0");
    expect(refused.headers["content-encoding"]).toBeUndefined();
  });

  it("answers the same bytes for the same seed", async () => {
    await using twin = await startTzkt({ rows: 3000 });
    const target = `${DELEGATIONS}?sort.desc=id&limit=500`;
    const [one, other] = await Promise.all([
      raw(tzkt.url + target, ""),
      raw(twin.url + target, ""),
    ]);
    expect(one.body.equals(other.body)).toBe(true);
  });

  it("tells the truth with its hash", async () => {
    const truth = tzkt.truth();
    const told = await json(`${tzkt.url}/__truth`);
    expect(told).toEqual({
      rows: [...truth.records()],
      count: truth.count,
      sha256: truth.sha256(),
    });
    const level = [...truth.records()][700]?.level ?? 0;
    const part = await json(`${tzkt.url}/__truth?level.le=${level}`);
    expect(part).toMatchObject({ sha256: tzkt.truth(level).sha256() });
    expect(tzkt.requests.some(({ path }) => path === "/__truth")).toBe(false);
  });
});

describe("prepared pages", () => {
  it("are the bytes an unprepared stand-in makes, and count as requests", async () => {
    await using lazy = await startTzkt({ rows: 2000 });
    await using ready = await startTzkt({ rows: 2000, pages: "prepared" });
    const target = `${DELEGATIONS}?limit=1000&select.values=id,hash`;
    await ready.prepare([target]);
    for (const encoding of ["identity", "gzip", "gzip"]) {
      const [one, other] = [
        await raw(lazy.url + target, encoding),
        await raw(ready.url + target, encoding),
      ];
      expect(other.body.equals(one.body)).toBe(true);
      expect(other.headers["tzkt-level"]).toBe(one.headers["tzkt-level"]);
    }
    expect(ready.requests).toHaveLength(3);
    expect(ready.requests[0]?.bytes).toBeGreaterThan(ready.requests[1]?.bytes ?? 0);
  });
});
