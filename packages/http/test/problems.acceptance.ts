import { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";

import type { Server } from "@holdfast/http";
import { Type } from "typebox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { rawAnswer, rawConnection } from "./raw-connection.ts";
import { startedServer, type StartedServer } from "./started-server.ts";

async function* ticks(signal: AbortSignal) {
  while (!signal.aborted) {
    yield "tick\n";
    await setTimeout(TICK_MS);
  }
}

const TICK_MS = 100;

const ok = { response: { 200: Type.Object({ ok: Type.Boolean() }) } };
const body = Type.Object({ amount: Type.Integer() }, { additionalProperties: false });

function routes(server: Server): void {
  server.get("/things/:id", { schema: ok }, () => ({ ok: true }));
  server.post("/things", { schema: { ...ok, body } }, () => ({ ok: true }));
  server.delete("/things/:id", { schema: ok }, () => ({ ok: true }));
  const stream = {
    schema: { response: { 200: Type.Unsafe<Readable>({ type: "string" }) } },
    config: { isStream: true },
  };
  server.get("/stream", stream, (request, reply) => {
    reply.type("text/plain");
    return Readable.from(ticks(request.signal));
  });
  server.get("/never", { schema: ok }, () => new Promise<{ ok: boolean }>(() => undefined));
}

let started: StartedServer;

beforeAll(async () => {
  const limits = {
    headersTimeoutMs: 200,
    requestTimeoutMs: 400,
    handlerTimeoutMs: 200,
    bodyBytesMax: 1_024,
    inFlightMax: 3,
  };
  started = await startedServer(routes, { limits });
});
afterAll(() => started.server.close());

async function answer(path: string, init: RequestInit = {}): Promise<unknown> {
  const response = await fetch(started.url + path, init);
  const text = await response.text();
  const { headers, status } = response;
  const problem: unknown = text === "" ? undefined : JSON.parse(text);
  return { status, allow: headers.get("allow"), type: headers.get("content-type"), problem };
}

const problem = (status: number, code: string, more: Record<string, unknown> = {}) =>
  expect.objectContaining({
    status,
    type: "application/problem+json",
    problem: expect.objectContaining({ status, code }),
    ...more,
  });

const json = (text: string): RequestInit => ({
  method: "POST",
  body: text,
  headers: { "content-type": "application/json" },
});

describe("a readable request", () => {
  it.each([
    ["/nowhere", {}, problem(404, "not_found")],
    ["/things/1/", {}, problem(404, "not_found")],
    ["/%zz", {}, problem(400, "invalid_url")],
    ["/things/%c3%28", {}, problem(400, "invalid_url")],
    ["/things", json("{"), problem(400, "invalid_json")],
    ["/things", json(""), problem(400, "invalid_json")],
    ["/things", json(`{"__proto__":{"x":1},"amount":1}`), problem(400, "invalid_json")],
    ["/things", json(`{"amount":"1"}`), problem(400, "invalid_request")],
    ["/things", json(`"${"x".repeat(1_100)}"`), problem(413, "body_too_large")],
    [
      "/things",
      { method: "POST", body: "a=1", headers: { "content-type": "text/plain" } },
      problem(415, "unsupported_media_type"),
    ],
    ["/nowhere", json("{"), problem(404, "not_found")],
    ["/nowhere", json(`"${"x".repeat(1_100)}"`), problem(404, "not_found")],
    ["/things/1", json("{"), problem(405, "method_not_allowed", { allow: "DELETE, GET, HEAD" })],
    [
      "/things/1",
      { method: "POST", body: "a=1", headers: { "content-type": "text/plain" } },
      problem(405, "method_not_allowed", { allow: "DELETE, GET, HEAD" }),
    ],
    [
      "/things/1",
      json(`"${"x".repeat(100_000)}"`),
      problem(405, "method_not_allowed", { allow: "DELETE, GET, HEAD" }),
    ],
    [`/things/1?q=${"x".repeat(4_100)}`, {}, problem(414, "uri_too_long")],
    [`/things/1?q=${"x".repeat(100_000)}`, {}, problem(414, "uri_too_long")],
    ["/things/1", { headers: { big: "x".repeat(9_000) } }, problem(431, "headers_too_large")],
    ["/never", {}, problem(503, "handler_timeout")],
  ])("is refused properly: %s %j", async (path, init, expected) => {
    expect(await answer(path, init)).toEqual(expected);
  });

  it("names every wrong field of a body", async () => {
    expect(await answer("/things", json(`{"more":1}`))).toMatchObject({
      problem: {
        errors: expect.arrayContaining([
          expect.objectContaining({ pointer: "/amount", code: "required" }),
          expect.objectContaining({ pointer: "/more", code: "unknown_field" }),
        ]),
      },
    });
  });
});

describe("a method the path does not have", () => {
  it.each(["PUT", "PATCH", "POST", "OPTIONS", "PROPFIND"])(
    "is 405 with Allow: %s",
    async (method) => {
      expect(await answer("/things/1", { method })).toEqual(
        problem(405, "method_not_allowed", { allow: "DELETE, GET, HEAD" }),
      );
    },
  );

  it("is 405 on a path that only takes POST, also for HEAD, without a body there", async () => {
    expect(await answer("/things")).toEqual(problem(405, "method_not_allowed", { allow: "POST" }));
    const { status, headers, body } = await fetch(`${started.url}/things`, { method: "HEAD" });
    expect([status, headers.get("allow"), body]).toEqual([405, "POST", null]);
  });

  it("does not break a connection that goes on", async () => {
    const answers = await rawAnswer(
      started.port,
      "HEAD /things HTTP/1.1\r\nhost: a\r\n\r\nGET /things/1 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
    );
    expect(answers).toMatch(/^HTTP\/1\.1 405 [^]*\r\n\r\nHTTP\/1\.1 200 OK\r\n[^]*\{"ok":true\}$/);
  });
});

describe("HEAD", () => {
  it("answers like GET without a body", async () => {
    const { status, headers, body } = await fetch(`${started.url}/things/1`, { method: "HEAD" });
    expect([status, headers.get("content-length"), body]).toEqual([200, "11", null]);
  });
});

describe("an unreadable request", () => {
  it.each([
    ["no HTTP at all", "hello\r\n\r\n", 400, "bad_request"],
    ["a header without a colon", "GET / HTTP/1.1\r\nhost: a\r\nbroken\r\n\r\n", 400, "bad_request"],
    [
      "a bad length",
      "POST /things HTTP/1.1\r\nhost: a\r\ncontent-length: x\r\n\r\n",
      400,
      "bad_request",
    ],
    ["an endless head", `GET / HTTP/1.1\r\nbig: ${"x".repeat(20_000)}`, 431, "headers_too_large"],
    ["an endless target", `GET /${"x".repeat(20_000)}`, 414, "uri_too_long"],
    ["a head that never ends", "GET / HTTP/1.1\r\nhost: a\r\n", 408, "request_timeout"],
    [
      "a body that never ends",
      "POST /things HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{",
      408,
      "request_timeout",
    ],
  ])("is answered in the same shape and closed: %s", async (_name, text, status, code) => {
    const [head = "", payload = ""] = (await rawAnswer(started.port, text)).split("\r\n\r\n");
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(head).toContain("\r\nx-content-type-options: nosniff");
    expect(head).toContain("\r\nconnection: close");
    expect(head).toContain(`\r\ncontent-length: ${payload.length}\r\n`);
    expect(JSON.parse(payload)).toMatchObject({ status, code });
  });

  it("without a host is answered in the same shape, but in version 1.0, which had none", async () => {
    const end = "connection: close\r\n\r\n";
    const refused = await rawAnswer(started.port, `GET /things/1 HTTP/1.1\r\n${end}`);
    const [head, payload = ""] = refused.split("\r\n\r\n");
    expect(head).toMatch(/^HTTP\/1\.1 400 [^]*\r\ncontent-type: application\/problem\+json\r\n/);
    expect(JSON.parse(payload)).toMatchObject({ status: 400, code: "bad_request" });
    const answered = await rawAnswer(started.port, `GET /things/1 HTTP/1.0\r\n${end}`);
    expect(answered).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  it("that expects what nobody does is answered in the same shape", async () => {
    const answerTo = (expected: string) =>
      rawAnswer(
        started.port,
        `GET /things/1 HTTP/1.1\r\nhost: a\r\nexpect: ${expected}\r\nconnection: close\r\n\r\n`,
      );
    const [head, payload = ""] = (await answerTo("more")).split("\r\n\r\n");
    expect(head).toMatch(/^HTTP\/1\.1 417 [^]*\r\ncontent-type: application\/problem\+json\r\n/);
    expect(JSON.parse(payload)).toMatchObject({ status: 417, code: "expectation_failed" });
    expect(await answerTo("100-continue")).toMatch(
      /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/,
    );
  });

  it("never lands inside the answer of an earlier request", async () => {
    const connection = await rawConnection(started.port);
    connection.write("GET /never HTTP/1.1\r\nhost: a\r\n\r\ngarbage\r\n\r\n");
    expect(await connection.closed()).toBe("");
  });
});

describe("a readiness check that never ends", () => {
  it("counts as not ready", async () => {
    const { server, url } = await startedServer(() => undefined, {
      readiness: () => new Promise(() => undefined),
    });
    await using _server = server;
    const response = await fetch(`${url}/readyz`);
    expect([response.status, await response.json()]).toEqual([
      503,
      { status: "unready", reasons: ["the readiness check took too long"] },
    ]);
  });
});

describe("too many requests at once", () => {
  it("are refused with Retry-After while the others go on, and operations still answer", async () => {
    const responses = await Promise.all(
      Array.from({ length: 6 }, async () => fetch(`${started.url}/never`)),
    );
    const codes = await Promise.all(
      responses.map(async (response) => {
        const { code } = Object(await response.json());
        return `${code} ${response.headers.get("retry-after")}`;
      }),
    );
    expect(codes.sort()).toEqual([
      ...Array.from({ length: 3 }, () => "handler_timeout 1"),
      ...Array.from({ length: 3 }, () => "overloaded 1"),
    ]);
  });

  it("do not come from streams, which last for as long as they like", async () => {
    const connections = await Promise.all(
      Array.from({ length: 5 }, async () => rawConnection(started.port)),
    );
    for (const connection of connections)
      connection.write("GET /stream HTTP/1.1\r\nhost: a\r\n\r\n");
    await Promise.all(connections.map(async (connection) => connection.until("tick")));
    expect(await answer("/things/1")).toMatchObject({ status: 200 });
    for (const { socket } of connections) socket.destroy();
  });

  it("leave health answering", async () => {
    const waiting = Array.from({ length: 5 }, async () => fetch(`${started.url}/never`));
    expect(await answer("/healthz")).toMatchObject({ status: 200 });
    await Promise.all(waiting);
  });
});
