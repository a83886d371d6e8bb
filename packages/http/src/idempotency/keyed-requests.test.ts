import { openLogger, openMetrics } from "@holdfast/telemetry";
import { Type } from "typebox";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";

import { createServer } from "../create-server.ts";
import { HttpProblem } from "../http-problem.ts";
import type { Server } from "../server.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { IDEMPOTENCY_PROBLEMS } from "./idempotency-problems.ts";
import { keyedRequests, type Replay } from "./keyed-requests.ts";

const answer = Type.Object({ key: Type.String(), fingerprint: Type.String() });
const schema = { response: { 200: answer, 201: answer } };
const body = Type.Object(
  { amount: Type.String(), note: Type.String({ default: "none" }) },
  { additionalProperties: false },
);

/** What the service finds under a key, for the test that runs. */
let replay: Replay;
let server: Server;

beforeAll(async () => {
  server = await createServer({
    service: "test",
    title: "Test",
    version: "1.2.3",
    logger: openLogger({ service: "test", level: "silent", format: "json" }),
    metrics: openMetrics({ service: "test" }),
    readiness: () => ({ isReady: true }),
  });
  await server.register(async (scope: Server) => {
    keyedRequests(scope, { replay: (request, reply) => replay(request, reply) });
    scope.post("/things", { schema: { ...schema, body } }, (request) => request.idempotency);
    scope.patch("/things", { schema }, (request) => request.idempotency);
    scope.put("/things", { schema }, () => ({ key: "", fingerprint: "" }));
    scope.get("/things", { schema }, (request) => request.idempotency);
  });
  server.post("/elsewhere", { schema }, () => ({ key: "", fingerprint: "" }));
});

beforeEach(() => {
  replay = async () => undefined;
});

async function send(
  method: "POST" | "PATCH" | "PUT" | "GET",
  key: string | undefined,
  { url = "/things", text = '{"amount":"1"}' } = {},
) {
  return server.inject({
    method,
    url,
    headers: {
      "content-type": "application/json",
      ...(key === undefined ? {} : { "idempotency-key": key }),
    },
    ...(method === "GET" ? {} : { payload: text }),
  });
}

describe("a keyed request", () => {
  it("gives its handler key and fingerprint, without the defaults of its schema", async () => {
    const fingerprint = fingerprintOf("POST", "/things", { amount: "1" });
    expect((await send("POST", '"k1"')).json()).toEqual({ key: "k1", fingerprint });
    expect((await send("POST", "k1", { url: "/things?x=1" })).json()).toMatchObject({
      fingerprint,
    });
  });

  it.each(["POST", "PATCH"] as const)("%s needs a key, before its body is read", async (method) => {
    const missing = await send(method, undefined, { text: "{" });
    expect(missing.json()).toMatchObject({ status: 400, code: "idempotency_key_missing" });
    const invalid = await send(method, "a, b", { text: "{" });
    expect(invalid.json()).toMatchObject({ status: 400, code: "idempotency_key_invalid" });
  });

  it("is not made by other methods, nor outside of the scope", async () => {
    expect((await send("PUT", "a, b")).statusCode).toBe(200);
    expect((await send("POST", undefined, { url: "/elsewhere" })).statusCode).toBe(200);
    expect((await send("GET", "k1")).statusCode).toBe(500);
  });

  it.each(['{"amount":{"$bigint":"1"}}', "[".repeat(70) + "]".repeat(70)])(
    "has a body with a canonical form: %s",
    async (text) => {
      expect((await send("POST", "k1", { text })).json()).toMatchObject({
        status: 400,
        code: "invalid_request",
        errors: [{ in: "body", code: "invalid_value" }],
      });
    },
  );
});

describe("a keyed request that its schema refuses", () => {
  const bad = { text: '{"amount":1}' };

  it("is refused when the key was never used", async () => {
    expect((await send("POST", "k1", bad)).json()).toMatchObject({
      code: "invalid_request",
      errors: [{ in: "body", pointer: "/amount" }],
    });
  });

  it("is answered as it was before, through the route's schema", async () => {
    replay = async ({ idempotency }, reply) => {
      reply.code(201).header("location", "/things/1");
      return { ...idempotency, secret: 1 };
    };
    const replayed = await send("POST", "k1", bad);
    expect(replayed.statusCode).toBe(201);
    expect(replayed.headers).toMatchObject({
      "idempotent-replayed": "true",
      location: "/things/1",
    });
    const fingerprint = fingerprintOf("POST", "/things", { amount: 1 });
    expect(replayed.json()).toEqual({ key: "k1", fingerprint });
  });

  it.each([
    [IDEMPOTENCY_PROBLEMS.idempotency_key_reused, false],
    [IDEMPOTENCY_PROBLEMS.idempotency_in_progress, true],
  ])("is refused as the service says: %j", async (problem, retryable) => {
    replay = () => Promise.reject(new HttpProblem(problem));
    const { status, code } = problem;
    expect((await send("POST", "k1", bad)).json()).toMatchObject({ status, code, retryable });
  });

  it("is not looked up when nothing is wrong with it", async () => {
    replay = () => Promise.reject(new RangeError("looked up"));
    expect((await send("POST", "k1")).statusCode).toBe(200);
  });
});
