import { openLogger, openMetrics } from "@holdfast/telemetry";
import { Type } from "typebox";
import { describe, expect, it } from "vitest";

import { createServer } from "../create-server.ts";
import type { RateLimit } from "../rate-limit.ts";
import type { Server } from "../server.ts";
import type { Access, Forbidden } from "./access-hook.ts";
import type { Principal, RouteAccess } from "./index.ts";
import type { Verdict } from "./token-verifier.ts";

const TENANT = "11111111-1111-4111-8111-111111111111";
const ok = { response: { 200: Type.Object({ subject: Type.String() }) } };
const body = Type.Object({ amount: Type.Integer() });

const principal = (...permissions: readonly string[]): Principal => ({
  subject: "ann",
  tenantId: TENANT,
  permissions: new Set(permissions),
});

const VERDICTS: Readonly<Record<string, Verdict>> = {
  all: principal("read:validator", "write:validator"),
  reader: principal("read:validator"),
  nobody: principal(),
  expired: "token_expired",
};

async function fixture(access: Partial<Access> = {}, rateLimit?: RateLimit) {
  const server = await createServer({
    service: "test",
    title: "Test",
    version: "1.2.3",
    logger: openLogger({ service: "test", level: "silent", format: "json" }),
    metrics: openMetrics({ service: "test" }),
    readiness: () => ({ isReady: true }),
    access: {
      tokens: (token) => VERDICTS[token] ?? Promise.resolve("invalid_token"),
      ...(rateLimit === undefined ? {} : { rateLimit }),
      ...access,
    },
  });
  const permissions = { permissions: ["write:validator", "read:validator"] } as const;
  const config = { access: permissions };
  server.post("/validators", { schema: { ...ok, body }, config }, (request) => ({
    subject: request.principal.subject,
  }));
  server.get("/open", { schema: ok, config: { access: "public" } }, () => ({ subject: "any" }));
  return server;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

const post = (server: Server, headers: Readonly<Record<string, string>>, payload: unknown = {}) =>
  server.inject({
    method: "POST",
    url: "/validators",
    headers: { "content-type": "application/json", ...headers },
    payload: typeof payload === "string" ? payload : JSON.stringify(payload),
  });

describe("a route with permissions", () => {
  it.each([
    [{}, "missing authentication header", "Bearer"],
    [{ authorization: "Basic YTpi" }, "malformed authentication header"],
    [{ authorization: "Bearer" }, "malformed authentication header"],
    [{ authorization: "" }, "malformed authentication header"],
    [{ authorization: "Bearer a b" }, "malformed authentication header"],
    [bearer("unknown"), "invalid token"],
    [bearer("expired"), "token expired"],
  ])("is 401 to %j", async (headers, detail, challenge = 'Bearer error="invalid_token"') => {
    const answer = await post(await fixture(), headers);
    expect(answer.json()).toMatchObject({
      status: 401,
      code: "unauthorized",
      retryable: false,
      detail: `unauthorized: ${detail}`,
    });
    expect(answer.headers["www-authenticate"]).toBe(challenge);
  });

  it.each([
    ["nobody", "write:validator"],
    ["reader", "write:validator"],
  ])("is 403 to %s, and names the first permission that is missing", async (token, missing) => {
    const answer = await post(await fixture(), bearer(token));
    expect(answer.json()).toMatchObject({
      status: 403,
      code: "forbidden",
      detail: `forbidden: missing permission: ${missing}`,
    });
    expect(answer.headers).not.toHaveProperty("www-authenticate");
  });

  it("is refused before its body is read, however bad that is", async () => {
    const server = await fixture();
    expect((await post(server, {}, "{")).statusCode).toBe(401);
    expect((await post(server, bearer("reader"), "{")).statusCode).toBe(403);
    expect((await post(server, bearer("all"), "{")).statusCode).toBe(400);
  });

  it("tells the handler who asks", async () => {
    const answer = await post(await fixture(), bearer("all"), { amount: 1 });
    expect(answer.json()).toEqual({ subject: "ann" });
  });

  it("takes the scheme in any case", async () => {
    const answer = await post(await fixture(), { authorization: "bEARER all" }, { amount: 1 });
    expect(answer.statusCode).toBe(200);
  });
});

describe("the limit of a tenant", () => {
  const once = { perSecond: 1, burst: 1, nowMs: () => 0 };

  it("comes after permissions and before validation", async () => {
    const server = await fixture({}, once);
    expect((await post(server, bearer("all"))).statusCode).toBe(400);
    const second = await post(server, bearer("all"));
    expect(second.json()).toMatchObject({ code: "rate_limited", retryable: true });
    expect(second.headers).toMatchObject({
      "retry-after": "1",
      ratelimit: '"tenant";r=0;t=1',
      "ratelimit-policy": '"tenant";q=1;w=1',
    });
    expect((await post(server, bearer("reader"))).statusCode).toBe(403);
    expect((await post(server, bearer("expired"))).statusCode).toBe(401);
    expect((await server.inject("/open")).statusCode).toBe(200);
  });
});

describe("a service that audits", () => {
  it("is told of each 403 within the tenant's limit, and of nothing else", async () => {
    const told: Forbidden[] = [];
    const onForbidden = async (forbidden: Forbidden) => void told.push(forbidden);
    const server = await fixture({ onForbidden }, { perSecond: 1, burst: 2, nowMs: () => 0 });
    for (const token of ["unknown", "expired", "reader", "nobody", "nobody"]) {
      await post(server, bearer(token));
    }
    expect(told.map(({ principal, permission }) => [principal, permission])).toEqual([
      [VERDICTS["reader"], "write:validator"],
      [VERDICTS["nobody"], "write:validator"],
    ]);
    expect(told[0]?.request.principal).toBe(VERDICTS["reader"]);
  });

  it.each([
    () => Promise.reject(new RangeError("secret")),
    () => {
      throw new RangeError("secret");
    },
  ])("answers no refusal that it could not audit: %s", async (onForbidden) => {
    const answer = await post(await fixture({ onForbidden }), bearer("nobody"));
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain("secret");
  });
});

describe("every route", () => {
  it.each([
    ["{}", "GET /more does not say who may use it"],
    ['{"access":{"permissions":[]}}', "GET /more demands nothing, and is not public"],
    ['{"access":{"permissions":["read:*"]}}', "GET /more demands read:*"],
    ['{"access":{"permissions":["read:account","fly:account"]}}', "GET /more demands fly:account"],
  ])("needs an entry that means something: %s", async (text, message) => {
    const server = await fixture();
    const config: { readonly access?: RouteAccess } = JSON.parse(text);
    const register = () => server.get("/more", { schema: ok, config }, () => ({ subject: "" }));
    expect(register).toThrow(expect.objectContaining({ code: "invalid_access_entry", message }));
  });

  it.each(["/healthz", "/readyz", "/metrics", "/openapi.json", "/open"])(
    "may be public: %s",
    async (url) => {
      const server = await fixture();
      expect((await server.inject(url)).statusCode).toBe(200);
      expect((await server.inject({ url, method: "HEAD" })).statusCode).toBe(200);
    },
  );

  it("has no principal when it is public", async () => {
    const server = await fixture();
    const config = { access: "public" } as const;
    server.get("/who", { schema: ok, config }, ({ principal: { subject } }) => ({ subject }));
    expect((await server.inject("/who")).statusCode).toBe(500);
  });

  it("says in the document who may use it", async () => {
    const server = await fixture();
    expect((await server.inject("/openapi.json")).json()).toMatchObject({
      components: {
        securitySchemes: { accessToken: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
      },
      paths: {
        "/validators": {
          post: {
            security: [{ accessToken: ["write:validator", "read:validator"] }],
            "x-permissions": ["write:validator", "read:validator"],
          },
        },
        "/open": { get: { security: [] } },
      },
    });
  });

  it("is as closed to HEAD as to GET", async () => {
    const server = await fixture();
    const config = { access: { permissions: ["read:validator"] } } as const;
    server.get("/validators", { schema: ok, config }, () => ({ subject: "" }));
    const head = (headers: Readonly<Record<string, string>>) =>
      server.inject({ url: "/validators", method: "HEAD", headers });
    expect((await head({})).statusCode).toBe(401);
    expect((await head(bearer("nobody"))).statusCode).toBe(403);
    expect((await head(bearer("reader"))).statusCode).toBe(200);
  });
});
