import { openLogger, openMetrics } from "@holdfast/telemetry";
import { Type } from "typebox";
import { describe, expect, it } from "vitest";

import { BigIntText } from "./bigint-text.ts";
import { createServer, type CreateServerOptions } from "./create-server.ts";
import { HttpProblem } from "./http-problem.ts";
import { MissingResponseSchema } from "./missing-response-schema.ts";
import { NullableBigIntText } from "./nullable-bigint-text.ts";
import type { ProblemBody } from "./problem-body.ts";
import type { Server } from "./server.ts";

type Fixture = { readonly server: Server; readonly log: Record<string, unknown>[] };

async function fixture(options: Partial<CreateServerOptions> = {}): Promise<Fixture> {
  const log: Record<string, unknown>[] = [];
  const logger = openLogger({
    service: "test",
    level: "debug",
    format: "json",
    destination: { write: (line) => void log.push(JSON.parse(line)) },
  });
  const server = await createServer({
    service: "test",
    title: "Test",
    version: "1.2.3",
    logger,
    metrics: openMetrics({ service: "test" }),
    readiness: () => ({ isReady: true }),
    random: (bytes) => "ab".repeat(bytes),
    ...options,
  });
  return { server, log };
}

const ok = { response: { 200: Type.Object({}) } };

function failing(server: Server, error: unknown): void {
  server.get("/fails", { schema: ok }, () => Promise.reject(error));
}

describe("answers", () => {
  it("carry bigints as decimal strings, in lists too", async () => {
    const { server } = await fixture();
    const schema = {
      response: { 200: Type.Object({ amount: BigIntText(), all: Type.Array(BigIntText()) }) },
    };
    const amount = 9_007_199_254_740_993n;
    server.get("/", { schema }, () => ({ amount, all: [amount, -1n] }));
    const { body } = await server.inject("/");
    expect(body).toBe(`{"amount":"9007199254740993","all":["9007199254740993","-1"]}`);
  });

  it("carry a bigint or null where the schema says so", async () => {
    const { server } = await fixture();
    const schema = {
      response: {
        200: Type.Object({ one: NullableBigIntText(), all: Type.Array(NullableBigIntText()) }),
      },
    };
    server.get("/", { schema }, () => ({ one: null, all: [9_007_199_254_740_993n, null] }));
    expect((await server.inject("/")).body).toBe(`{"one":null,"all":["9007199254740993",null]}`);
  });

  it("carry nosniff and traceresponse, and name no server", async () => {
    const { server } = await fixture();
    const { headers } = await server.inject("/nowhere");
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      traceresponse: `00-${"ab".repeat(16)}-${"ab".repeat(8)}-00`,
    });
    expect(headers).not.toHaveProperty("server");
    expect(headers).not.toHaveProperty("x-powered-by");
  });

  it("need a schema", async () => {
    const { server } = await fixture();
    expect(() => server.get("/", () => "")).toThrow(MissingResponseSchema);
  });
});

describe("problems", () => {
  it("are RFC 9457 bodies with code, retryable and trace_id", async () => {
    const { server } = await fixture();
    const problem = {
      status: 422,
      code: "insufficient_funds",
      title: "not enough money",
      detail: "5 are missing",
      headers: { "x-extra": "1" },
      params: { available: 10n },
    };
    failing(server, new HttpProblem(problem));
    const answer = await server.inject("/fails");
    expect(answer.statusCode).toBe(422);
    expect(answer.headers).toMatchObject({
      "content-type": "application/problem+json",
      "x-extra": "1",
    });
    expect(answer.json()).toEqual({
      type: "about:blank",
      title: "not enough money",
      status: 422,
      detail: "5 are missing",
      instance: "urn:uuid:abababab-abab-abab-abab-abababababab",
      code: "insufficient_funds",
      retryable: false,
      trace_id: "ab".repeat(16),
      params: { available: "10" },
    });
  });

  it("hide an unknown error behind a reference, and the log has it all under that reference", async () => {
    const { server, log } = await fixture();
    failing(
      server,
      new RangeError("password=hunter2 at 10.0.0.1", { cause: new TypeError("why") }),
    );
    const answer = await server.inject("/fails");
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toMatch(/hunter2|RangeError|10\.0/);
    const { trace_id: trace } = answer.json<{ trace_id: string }>();
    expect(log).toContainEqual(
      expect.objectContaining({
        level: "error",
        trace,
        err: expect.objectContaining({
          type: "RangeError",
          cause: expect.objectContaining({ message: "why" }),
        }),
      }),
    );
  });

  it.each(["text", null, undefined, 7, { statusCode: 204 }])(
    "survive a thrown %j",
    async (thrown) => {
      const { server } = await fixture();
      failing(server, thrown);
      const { statusCode, body } = await server.inject("/fails");
      expect([statusCode, JSON.parse(body)]).toEqual([
        500,
        expect.objectContaining({ code: "internal" }),
      ]);
    },
  );

  it("do not keep the headers of the answer that failed", async () => {
    const { server } = await fixture();
    server.get("/", { schema: ok }, (_request, reply) => {
      reply.headers({ "cache-control": "public", etag: `"1"`, link: "</>", "x-other": "kept" });
      throw new RangeError("late");
    });
    const { headers } = await server.inject("/");
    expect(headers).toMatchObject({ "x-other": "kept", "cache-control": "no-store" });
    expect(headers).not.toHaveProperty("etag");
    expect(headers).not.toHaveProperty("link");
  });

  it("are the kit's own when the service cannot write them", async () => {
    const { server, log } = await fixture({
      problems: {
        broken: () => {
          throw new TypeError("secret");
        },
      },
    });
    failing(server, Object.assign(new RangeError("first"), { code: "broken" }));
    const answer = await server.inject("/fails");
    expect(answer.json()).toMatchObject({ status: 500, code: "internal" });
    expect(answer.body).not.toContain("secret");
    expect(JSON.stringify(log)).toMatch(/secret[^]*first/);
  });

  it("of temporary failures are logged as warnings with their cause", async () => {
    const { server, log } = await fixture();
    failing(server, Object.assign(new TypeError("gone"), { code: "database_unavailable" }));
    expect((await server.inject("/fails")).headers["retry-after"]).toBe("1");
    expect(log).toContainEqual(
      expect.objectContaining({ level: "warn", code: "database_unavailable" }),
    );
  });
});

describe("problem bodies", () => {
  const plain: ProblemBody = (problem, { accept }) =>
    accept.includes("application/problem+json")
      ? { contentType: "application/problem+json", payload: { code: problem.code } }
      : {
          contentType: "text/plain; charset=utf-8",
          payload: `${problem.status} ${problem.code}\n`,
        };

  it("take the service's shape everywhere, negotiated by Accept", async () => {
    const { server } = await fixture({ problemBody: plain });
    server.get("/here", { schema: ok }, () => ({}));
    const bodies = await Promise.all(
      [
        { url: "/nowhere" },
        { url: "/here", method: "PUT" as const },
        { url: "/%zz" },
        { url: "/nowhere", headers: { accept: "application/problem+json" } },
      ].map(async (request) => (await server.inject(request)).body),
    );
    expect(bodies).toEqual([
      "404 not_found\n",
      "405 method_not_allowed\n",
      "400 invalid_url\n",
      `{"code":"not_found"}`,
    ]);
  });

  it("can differ in one scope", async () => {
    const { server } = await fixture();
    await server.register(async (scope: Server) => {
      scope.setProblemBody(plain);
      failing(scope, new HttpProblem({ status: 409, code: "conflict", title: "conflict" }));
    });
    server.get("/outside", { schema: ok }, () =>
      Promise.reject(new HttpProblem({ status: 409, code: "conflict", title: "conflict" })),
    );
    expect((await server.inject("/fails")).body).toBe("409 conflict\n");
    expect((await server.inject("/outside")).json()).toMatchObject({ code: "conflict" });
  });

  it("put a service's own type and charset on the wire unchanged", async () => {
    const seed: ProblemBody = ({ status, detail }) => ({
      contentType: "application/json; charset=utf-8",
      payload: `${JSON.stringify({ code: status, message: detail })}\n`,
    });
    const { server } = await fixture({ problemBody: seed });
    const { headers, body } = await server.inject("/nowhere");
    expect(headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(body).toBe(`{"code":404,"message":"there is nothing at this path"}\n`);
  });
});

describe("operations", () => {
  it("tell that the process is alive and ready", async () => {
    const { server } = await fixture();
    expect((await server.inject("/healthz")).json()).toEqual({ status: "ok" });
    const ready = await server.inject("/readyz");
    expect([ready.statusCode, ready.json()]).toEqual([200, { status: "ready", reasons: [] }]);
  });

  it("give the reasons for not being ready", async () => {
    const reasons = ["the mirror lags 40 levels"];
    const { server } = await fixture({ readiness: () => ({ isReady: false, reasons }) });
    const answer = await server.inject("/readyz");
    expect([answer.statusCode, answer.json()]).toEqual([503, { status: "unready", reasons }]);
  });

  it("count a failing readiness check as not ready, without its words", async () => {
    const { server, log } = await fixture({
      readiness: () => {
        throw new RangeError("secret");
      },
    });
    const answer = await server.inject("/readyz");
    expect(answer.statusCode).toBe(503);
    expect(answer.body).not.toContain("secret");
    expect(log).toContainEqual(expect.objectContaining({ msg: "readiness check failed" }));
  });

  it("are logged at debug, everything else at info, without the query", async () => {
    const { server, log } = await fixture();
    await server.inject("/healthz");
    await server.inject("/nowhere?token=secret");
    const access = log.filter(({ msg }) => msg === "request");
    expect(access).toMatchObject([
      { level: "debug", route: "/healthz", status: 200 },
      { level: "info", route: "(unmatched)", path: "/nowhere", status: 404, method: "GET" },
    ]);
    expect(JSON.stringify(log)).not.toContain("secret");
  });
});

describe("traces", () => {
  it("continue the caller's, under a span of our own", async () => {
    const { server } = await fixture();
    server.get("/", { schema: { response: { 200: Type.String() } } }, ({ traceId }) => traceId);
    const trace = "0af7651916cd43dd8448eb211c80319c";
    const traceparent = `00-${trace}-b7ad6b7169203331-01`;
    const answer = await server.inject({ url: "/", headers: { traceparent } });
    expect(answer.body).toBe(trace);
    expect(answer.headers["traceresponse"]).toBe(`00-${trace}-${"ab".repeat(8)}-01`);
  });

  it("start anew when the caller's is not valid", async () => {
    const { server } = await fixture();
    const answer = await server.inject({ url: "/x", headers: { traceparent: "00-zz-yy-01" } });
    expect(answer.json()).toMatchObject({ trace_id: "ab".repeat(16) });
  });
});
