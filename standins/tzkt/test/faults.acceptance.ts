import { request } from "node:http";

import { startTzkt, type Fault, type TzktStandIn } from "@holdfast/standin-tzkt";
import { describe, expect, it } from "vitest";

const DELEGATIONS = "/v1/operations/delegations";
const ROWS = 300;

async function faulty(...faults: readonly Fault[]): Promise<TzktStandIn> {
  return startTzkt({ rows: ROWS, faults: { faults } });
}

async function ids(tzkt: TzktStandIn, query = "limit=100"): Promise<unknown> {
  return (await fetch(`${tzkt.url}${DELEGATIONS}?select=id&${query}`)).json();
}

/** The code of the error a request ends with; "none" when it does not. */
async function errorOf(url: string): Promise<string> {
  try {
    await (await fetch(url)).arrayBuffer();
    return "none";
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    return typeof code === "string" ? code : "other";
  }
}

/** Milliseconds until the headers and until the end of the body. */
async function timings(url: string): Promise<{ readonly headers: number; readonly body: number }> {
  const start = performance.now();
  const response = await fetch(url);
  const headers = performance.now() - start;
  await response.arrayBuffer();
  return { headers, body: performance.now() - start };
}

describe("a fault of the server", () => {
  it.each([500, 502, 503, 504] as const)("is answered with %i, once", async (status) => {
    await using tzkt = await faulty({ kind: "server_error", status });
    const response = await fetch(`${tzkt.url}${DELEGATIONS}`);
    expect([response.status, response.headers.get("Tzkt-Level")]).toEqual([status, null]);
    expect((await fetch(`${tzkt.url}${DELEGATIONS}`)).status).toBe(200);
    expect(tzkt.requests.map(({ fault }) => fault)).toEqual(["server_error", undefined]);
  });

  it.each([
    ["none", /^none$/u],
    ["seconds", /^1$/u],
    ["date", /GMT$/u],
  ] as const)("is a burst of 429 with Retry-After in the form %s", async (retryAfter, form) => {
    await using tzkt = await faulty({ kind: "too_many_requests", retryAfter, times: 2 });
    const statuses: number[] = [];
    for (let sent = 0; sent < 3; sent += 1) {
      const response = await fetch(`${tzkt.url}${DELEGATIONS}`);
      statuses.push(response.status);
      const told = response.headers.get("Retry-After") ?? "none";
      expect(response.status === 200 || form.test(told)).toBe(true);
    }
    expect(statuses).toEqual([429, 429, 200]);
  });

  it("says the time of a clock that jumped", async () => {
    const clock = () => Date.UTC(2025, 6, 17);
    const faults: readonly Fault[] = [{ kind: "clock_jump", seconds: 3600 }];
    await using tzkt = await startTzkt({ rows: 10, clock, faults: { faults } });
    const dates: (string | null)[] = [];
    for (let sent = 0; sent < 2; sent += 1) {
      dates.push((await fetch(`${tzkt.url}/v1/head`)).headers.get("Date"));
    }
    expect(dates).toEqual(["Thu, 17 Jul 2025 01:00:00 GMT", "Thu, 17 Jul 2025 00:00:00 GMT"]);
  });

  it("is of another chain", async () => {
    await using tzkt = await faulty({ kind: "wrong_chain_id" });
    const head = async (): Promise<unknown> => (await fetch(`${tzkt.url}/v1/head`)).json();
    expect(await head()).not.toMatchObject({ chainId: "NetXdQprcVkpaWU" });
    expect(await head()).toMatchObject({ chainId: "NetXdQprcVkpaWU" });
  });

  it("is a replica that is late", async () => {
    await using tzkt = await faulty({ kind: "stale_replica" });
    const level = async (): Promise<number> =>
      Number((await fetch(`${tzkt.url}${DELEGATIONS}`)).headers.get("Tzkt-Level"));
    expect(await level()).toBe(tzkt.head - 3);
    expect(await level()).toBe(tzkt.head);
  });
});

describe("a fault of the connection", () => {
  it("resets it before the headers", async () => {
    await using tzkt = await faulty({ kind: "reset_before_headers" });
    expect(await errorOf(`${tzkt.url}${DELEGATIONS}`)).toMatch(/ECONNRESET|UND_ERR_SOCKET/u);
    expect(tzkt.requests[0]).toMatchObject({ status: 0, bytes: 0, fault: "reset_before_headers" });
    expect(await errorOf(`${tzkt.url}${DELEGATIONS}`)).toBe("none");
  });

  it("resets it in the middle of the body", async () => {
    await using tzkt = await faulty({ kind: "reset_mid_body" });
    expect(await errorOf(`${tzkt.url}${DELEGATIONS}`)).toMatch(/ECONNRESET|UND_ERR_SOCKET/u);
    expect(tzkt.requests[0]?.status).toBe(200);
    expect(await errorOf(`${tzkt.url}${DELEGATIONS}`)).toBe("none");
  });

  it("refuses new ones for a while and then listens again where it did", async () => {
    await using tzkt = await faulty({ kind: "refuse_connections", ms: 1000 });
    expect(await errorOf(`${tzkt.url}${DELEGATIONS}`)).toMatch(/ECONNRESET|UND_ERR_SOCKET/u);
    expect(await errorOf(`${tzkt.url}${DELEGATIONS}`)).toBe("ECONNREFUSED");
    await expect.poll(async () => errorOf(`${tzkt.url}/v1/head`), { timeout: 30_000 }).toBe("none");
  });

  it("ends cleanly when the stand-in stops while it refuses or stalls", async () => {
    const stalling = await faulty({ kind: "stall_body", ms: 600_000 });
    const pending = errorOf(`${stalling.url}${DELEGATIONS}`);
    await expect.poll(() => stalling.requests[0]?.status).toBe(200);
    await stalling[Symbol.asyncDispose]();
    expect(await pending).not.toBe("none");
    const refusing = await faulty({ kind: "refuse_connections", ms: 600_000 });
    await errorOf(`${refusing.url}${DELEGATIONS}`);
    await refusing[Symbol.asyncDispose]();
    expect(await errorOf(`${refusing.url}${DELEGATIONS}`)).toBe("ECONNREFUSED");
  });

  it("stalls before the headers", async () => {
    await using tzkt = await faulty({ kind: "stall_headers", ms: 300 });
    const { headers } = await timings(`${tzkt.url}${DELEGATIONS}`);
    expect(headers).toBeGreaterThan(290);
  });

  it("stalls within the body", async () => {
    await using tzkt = await faulty({ kind: "stall_body", ms: 300 });
    const { headers, body } = await timings(`${tzkt.url}${DELEGATIONS}`);
    expect(body).toBeGreaterThan(290);
    expect(body - headers).toBeGreaterThan(200);
    expect(await ids(tzkt)).toHaveLength(100);
  });
});

describe("a fault of the body", () => {
  it("cuts the JSON off, with a length that agrees", async () => {
    await using tzkt = await faulty({ kind: "truncated_json" });
    const response = await fetch(`${tzkt.url}${DELEGATIONS}`);
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
  });

  it("is JSON of another shape", async () => {
    await using tzkt = await faulty({ kind: "wrong_shape" });
    expect(await ids(tzkt)).toEqual({ data: { items: [] } });
  });

  it("is HTML with status 200", async () => {
    await using tzkt = await faulty({ kind: "html" });
    const response = await fetch(`${tzkt.url}${DELEGATIONS}`);
    expect([response.status, response.headers.get("Content-Type")]).toEqual([200, "text/html"]);
    expect(await response.text()).toContain("<html>");
  });

  it("says gzip and is plain", async () => {
    await using tzkt = await faulty({ kind: "gzip_header_on_plain_body" });
    const { promise, resolve, reject } = Promise.withResolvers<readonly unknown[]>();
    const sent = request(`${tzkt.url}${DELEGATIONS}?limit=1`, (response) => {
      response.once("data", (chunk: Buffer) => {
        resolve([response.headers["content-encoding"], chunk.toString("latin1", 0, 2)]);
      });
    });
    sent.on("error", reject).end();
    expect(await promise).toEqual(["gzip", "[{"]);
    expect(await ids(tzkt)).toHaveLength(100);
  });
});

describe("a fault of the rows", () => {
  it.each([
    ["duplicated_rows", 100],
    ["rows_out_of_order", 100],
    ["missing_row", 100],
    ["short_page", 50],
    ["empty_page", 0],
    ["page_too_long", 101],
    ["corrupt_id", 100],
    ["unsafe_id", 100],
  ] as const)("%s is met once, in %i rows", async (kind, length) => {
    await using tzkt = await faulty({ kind });
    const [bad, good] = [await ids(tzkt), await ids(tzkt)];
    expect(bad).toHaveLength(length);
    expect(bad).not.toEqual(good);
    expect(good).toEqual([...tzkt.truth().records()].slice(0, 100).map(({ id }) => id));
  });

  it.each(["corrupt_address", "wrong_timestamp"] as const)("%s is met once", async (kind) => {
    await using tzkt = await faulty({ kind });
    const page = async (): Promise<unknown> => (await fetch(`${tzkt.url}${DELEGATIONS}`)).json();
    const [bad, good] = [await page(), await page()];
    expect(bad).not.toEqual(good);
    expect(good).toEqual([...tzkt.truth().records()].slice(0, 100));
  });

  it("repeats the page before", async () => {
    await using tzkt = await faulty({ kind: "previous_page", nth: 2 });
    const first = await ids(tzkt);
    expect(await ids(tzkt, "limit=100&offset=100")).toEqual(first);
    expect(await ids(tzkt, "limit=100&offset=100")).not.toEqual(first);
  });

  it("does not touch the truth", async () => {
    await using tzkt = await faulty({ kind: "empty_page", times: 100 });
    await using honest = await startTzkt({ rows: ROWS });
    await ids(tzkt);
    expect(tzkt.truth().sha256()).toBe(honest.truth().sha256());
  });
});

describe("a fault plan that makes no sense", () => {
  it("keeps the stand-in from starting", async () => {
    const faults = { faults: [{ kind: "stall_body", ms: -1 }] } as const;
    await expect(startTzkt({ faults })).rejects.toMatchObject({ code: "bad_fault_plan" });
  });
});
