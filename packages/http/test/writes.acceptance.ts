import { hash } from "node:crypto";

import type { Server } from "@holdfast/http";
import { keyedRequests } from "@holdfast/http/idempotency";
import { Type } from "typebox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { rawAnswer } from "./raw-connection.ts";
import { startedServer, type StartedServer } from "./started-server.ts";

const MIB = 1024 * 1024;
const answer = Type.Object({ key: Type.String(), fingerprint: Type.String() });

/** Whatever was written before, by key. */
const written = new Map<string, { readonly key: string; readonly fingerprint: string }>();

async function routes(server: Server): Promise<void> {
  await server.register(async (scope) => {
    keyedRequests(scope, {
      replay: async ({ idempotency: { key, fingerprint } }, reply) => {
        const before = written.get(key);
        if (before?.fingerprint !== fingerprint) return undefined;
        reply.code(201).header("location", `/notes/${key}`);
        return before;
      },
    });
    const body = Type.Object({ text: Type.Unknown(), note: Type.Optional(Type.String()) });
    const closed = Type.Object(body.properties, { additionalProperties: false });
    const schema = { body: closed, response: { 200: answer, 201: answer } };
    scope.post("/notes", { schema }, ({ idempotency }, reply) => {
      written.set(idempotency.key, idempotency);
      reply.code(201).header("location", `/notes/${idempotency.key}`);
      return idempotency;
    });
  });
  const named = {
    params: Type.Object({ name: Type.String() }),
    querystring: Type.Object({ q: Type.Optional(Type.String()) }),
    response: { 200: Type.Object({ name: Type.String() }) },
  };
  server.get("/notes/:name", { schema: named }, ({ params }) => params);
}

let started: StartedServer;

beforeAll(async () => {
  started = await startedServer(routes, { limits: { bodyBytesMax: MIB } });
});
afterAll(() => started.server.close());

async function post(body: string | Uint8Array<ArrayBuffer>, key = "k1") {
  const headers = { "content-type": "application/json", "idempotency-key": key };
  const response = await fetch(`${started.url}/notes`, { method: "POST", headers, body });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

const raw = async (keyLines: string, body = '{"text":1}') =>
  rawAnswer(
    started.port,
    `POST /notes HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\n${keyLines}content-length: ${body.length}\r\n\r\n${body}`,
  );

describe("a text that cannot be stored", () => {
  it.each([
    [String.raw`{"text":"a\u0000"}`, "/text"],
    [String.raw`{"text":{"a":[1,"\ud800"]}}`, "/text/a/1"],
    [String.raw`{"text":"\uDC00\uD800"}`, "/text"],
    [String.raw`{"text":{"a\u0000":1}}`, "/text/a\0"],
  ])("is refused before any handler: %s", async (text, pointer) => {
    const { status, body } = await post(text);
    expect([status, JSON.parse(body)]).toEqual([
      400,
      expect.objectContaining({
        code: "invalid_text",
        errors: [expect.objectContaining({ in: "body", pointer, code: "invalid_text" })],
      }),
    ]);
  });

  it.each([
    ["/notes/a%00b", "params", "/name"],
    ["/notes/a?q=%00", "query", "/q"],
  ])("is refused in a path and in a query: %s", async (path, part, pointer) => {
    const response = await fetch(started.url + path);
    expect(await response.json()).toMatchObject({
      status: 400,
      code: "invalid_text",
      errors: [{ in: part, pointer }],
    });
  });

  it("is none of those that only look like it", async () => {
    const text = String.raw`{"text":"\\u0000 \ud83d\ude00 \u00e4"}`;
    expect((await post(text, "k2")).status).toBe(201);
  });

  it("is refused when its bytes are no UTF-8, even where a decoder would make do", async () => {
    for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80]]) {
      const body = Buffer.concat([
        Buffer.from('{"text":"'),
        Buffer.of(...bytes),
        Buffer.from('"}'),
      ]);
      const { status, ...answer } = await post(new Uint8Array(body));
      expect([status, JSON.parse(answer.body).code]).toEqual([400, "invalid_json"]);
    }
  });
});

describe("a body", () => {
  const ofLength = (length: number) => `{"text":"${"x".repeat(length - 11)}"}`;

  it("may have as many bytes as the limit says, and no more", async () => {
    expect((await post(ofLength(MIB), "k3")).status).toBe(201);
    const { status, body } = await post(ofLength(MIB + 1), "k4");
    expect([status, JSON.parse(body).code]).toEqual([413, "body_too_large"]);
  });

  it("may not be nested so deep that it has no canonical form", async () => {
    const depth = 200_000;
    const { status, body } = await post(`{"text":${"[".repeat(depth)}${"]".repeat(depth)}}`);
    expect([status, JSON.parse(body).code]).toEqual([400, "invalid_request"]);
  });
});

describe("an Idempotency-Key", () => {
  it.each([
    ["", "idempotency_key_missing"],
    ["idempotency-key: a\r\nidempotency-key: a\r\n", "idempotency_key_invalid"],
    ['idempotency-key: "a"\r\nIdempotency-Key: "b"\r\n', "idempotency_key_invalid"],
    ["idempotency-key:\r\n", "idempotency_key_invalid"],
    ["idempotency-key: a\x01\r\n", "bad_request"],
    ["idempotency-key: \xe4\r\n", "idempotency_key_invalid"],
  ])("is one visible text: %j", async (lines, code) => {
    const answer = await raw(lines);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain(`"code":"${code}"`);
  });

  it("is the same key with quotes and blanks around it", async () => {
    const fingerprint = hash("sha256", 'POST\n/notes\n{"text":1}');
    for (const line of ["k5", '"k5"', '  "k5" \t']) {
      expect(await raw(`idempotency-key:${line}\r\n`)).toContain(
        JSON.stringify({ key: "k5", fingerprint }),
      );
    }
  });

  it("gives the answer of before, though the schema has become stricter", async () => {
    const fingerprint = hash("sha256", 'POST\n/notes\n{"old":1,"text":2}');
    written.set("k6", { key: "k6", fingerprint });
    const { status, headers, body } = await post('{ "text": 2, "old": 1 }', "k6");
    expect([status, body]).toEqual([201, JSON.stringify({ key: "k6", fingerprint })]);
    expect([headers.get("idempotent-replayed"), headers.get("location")]).toEqual([
      "true",
      "/notes/k6",
    ]);
    const other = await post('{ "text": 2, "old": 2 }', "k6");
    expect([other.status, JSON.parse(other.body)]).toMatchObject([
      400,
      { code: "invalid_request", errors: [{ pointer: "/old", code: "unknown_field" }] },
    ]);
  });
});
