import { openLogger, openMetrics } from "@holdfast/telemetry";
import { Type } from "typebox";
import { describe, expect, it } from "vitest";

import { createServer } from "./create-server.ts";
import type { CrossOrigin } from "./cross-origin.ts";
import type { Server } from "./server.ts";

const SHARED: CrossOrigin = { exposedHeaders: ["Link", "ETag"], allowedHeaders: ["If-None-Match"] };

async function serverWith(options: { readonly crossOrigin?: CrossOrigin }): Promise<Server> {
  const server = await createServer({
    service: "test",
    title: "Test",
    version: "1.2.3",
    logger: openLogger({ service: "test", level: "silent", format: "json" }),
    metrics: openMetrics({ service: "test" }),
    readiness: () => ({ isReady: true }),
    ...options,
  });
  server.get("/rows/:id", { schema: { response: { 200: Type.Object({}) } } }, () => ({}));
  return server;
}

const PREFLIGHT = {
  method: "OPTIONS",
  headers: { origin: "https://example.org", "access-control-request-method": "GET" },
} as const;

describe("a service shared with other origins", () => {
  it.each(["/rows/1", "/nowhere", "/openapi.json"])("lets scripts read %s", async (url) => {
    await using server = await serverWith({ crossOrigin: SHARED });
    const { headers } = await server.inject({ url });
    expect(headers).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "Link, ETag",
    });
  });

  it("answers a preflight with the methods of the path", async () => {
    await using server = await serverWith({ crossOrigin: SHARED });
    const { statusCode, headers, body } = await server.inject({ url: "/rows/1?a=b", ...PREFLIGHT });
    expect({ statusCode, body }).toEqual({ statusCode: 204, body: "" });
    expect(headers).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, HEAD",
      "access-control-allow-headers": "If-None-Match",
      "access-control-max-age": "86400",
    });
  });

  it("refuses OPTIONS that is no preflight as it refuses any other method", async () => {
    await using server = await serverWith({ crossOrigin: SHARED });
    const { statusCode, headers } = await server.inject({ url: "/rows/1", method: "OPTIONS" });
    expect({ statusCode, allow: headers.allow }).toEqual({ statusCode: 405, allow: "GET, HEAD" });
  });

  it.each([
    ["of a path that has no route", "/nowhere", 404],
    ["of a platform's path", "/metrics", 405],
  ])("does not answer a preflight %s", async (_name, url, status) => {
    await using server = await serverWith({ crossOrigin: SHARED });
    const { statusCode } = await server.inject({ url, ...PREFLIGHT });
    expect(statusCode).toBe(status);
  });

  it("is an option: without it nothing is shared", async () => {
    await using server = await serverWith({});
    const { headers } = await server.inject({ url: "/rows/1" });
    expect(headers).not.toHaveProperty("access-control-allow-origin");
    expect((await server.inject({ url: "/rows/1", ...PREFLIGHT })).statusCode).toBe(405);
  });
});
