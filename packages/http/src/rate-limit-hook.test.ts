import { openLogger, openMetrics } from "@holdfast/telemetry";
import { Type } from "typebox";
import { describe, expect, it } from "vitest";

import { createServer, type CreateServerOptions } from "./create-server.ts";

describe("a server with a rate limit", () => {
  async function limited(options: Partial<CreateServerOptions> = {}) {
    let now = 0;
    const rateLimit = { perSecond: 1, burst: 2, nowMs: () => now };
    const server = await createServer({
      service: "test",
      title: "Test",
      version: "1.2.3",
      logger: openLogger({ service: "test", level: "silent", format: "json" }),
      metrics: openMetrics({ service: "test" }),
      readiness: () => ({ isReady: true }),
      rateLimit,
      ...options,
    });
    server.get("/", { schema: { response: { 200: Type.Object({}) } } }, () => ({}));
    return { server, pass: (milliseconds: number) => void (now += milliseconds) };
  }

  it("tells each client where it stands, and refuses what is too much until time has passed", async () => {
    const { server, pass } = await limited();
    const [first, second, third] = [
      await server.inject("/"),
      await server.inject("/nowhere"),
      await server.inject("/"),
    ];
    expect(first.headers).toMatchObject({
      "ratelimit-policy": '"default";q=2;w=2',
      ratelimit: '"default";r=1;t=1',
    });
    expect(second).toMatchObject({ statusCode: 404, headers: { ratelimit: '"default";r=0;t=2' } });
    expect(third.statusCode).toBe(429);
    expect(third.headers).toMatchObject({ "retry-after": "1", ratelimit: '"default";r=0;t=1' });
    expect(third.json()).toMatchObject({ code: "rate_limited", retryable: true });
    pass(1_000);
    expect((await server.inject("/")).statusCode).toBe(200);
  });

  it("never refuses those who look after it", async () => {
    const { server } = await limited();
    for (const path of ["/", "/", "/healthz", "/readyz", "/metrics"]) {
      expect((await server.inject(path)).statusCode).toBe(200);
    }
  });

  it("knows clients behind a trusted proxy apart, and believes nobody else", async () => {
    const behind = (address: string) => ({
      url: "/",
      headers: { "x-forwarded-for": address },
    });
    const { server } = await limited({ trustProxy: "127.0.0.1" });
    for (const client of ["192.0.2.1", "192.0.2.1", "192.0.2.2"]) {
      expect((await server.inject(behind(client))).statusCode).toBe(200);
    }
    expect((await server.inject(behind("192.0.2.1"))).statusCode).toBe(429);
    const { server: open } = await limited();
    for (const client of ["192.0.2.1", "192.0.2.2"]) await open.inject(behind(client));
    expect((await open.inject(behind("192.0.2.3"))).statusCode).toBe(429);
  });
});
