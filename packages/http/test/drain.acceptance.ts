import type { Server } from "@holdfast/http";
import { Type } from "typebox";
import { describe, expect, it } from "vitest";

import { rawConnection } from "./raw-connection.ts";
import { startedServer } from "./started-server.ts";

const schema = { response: { 200: Type.Object({ id: Type.String() }) } };

/** More than the buffers of a local connection hold. */
const LARGE = "x".repeat(32 * 1024 * 1024);

/** Routes whose handlers wait until told, and say when they have begun. */
function gatedRoutes() {
  const gate = Promise.withResolvers<void>();
  const begun: string[] = [];
  const routes = (server: Server): void => {
    server.get(
      "/wait/:id",
      { schema: { ...schema, params: Type.Object({ id: Type.String() }) } },
      waits,
    );
  };
  const waits = async ({ params }: { readonly params: { readonly id: string } }) => {
    begun.push(params.id);
    await gate.promise;
    return { id: params.id };
  };
  return { routes, begun, open: gate.resolve };
}

/** Settles once the port takes no more connections. */
async function refused(port: number): Promise<void> {
  const attempt = (): Promise<unknown> =>
    rawConnection(port).then(
      ({ socket }) => socket.destroy() && "open",
      (error: unknown) => Object(error).code,
    );
  await expect.poll(attempt).toBe("ECONNREFUSED");
}

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`;

describe("a server that stops", () => {
  it("finishes what it has begun, refuses new connections, then closes every connection", async () => {
    const { routes, begun, open } = gatedRoutes();
    const { server, port } = await startedServer(routes);
    const [busy, idle] = [await rawConnection(port), await rawConnection(port)];
    idle.write(get("/healthz"));
    await idle.until(`{"status":"ok"}`);
    busy.write(get("/wait/1"));
    await expect.poll(() => begun).toEqual(["1"]);

    const stopped = server.close();
    await idle.closed();
    await refused(port);
    expect(busy.received()).toBe("");

    open();
    const answer = await busy.closed();
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toMatch(/\r\nconnection: close\r\n/i);
    expect(answer).toMatch(/\{"id":"1"\}$/);
    await stopped;
  });

  it("answers every pipelined request it has begun, and begins none after the last answer", async () => {
    const { routes, begun, open } = gatedRoutes();
    const { server, port } = await startedServer(routes);
    const connection = await rawConnection(port);
    connection.write(get("/wait/1") + get("/wait/2"));
    await expect.poll(() => begun).toEqual(["1", "2"]);

    const stopped = server.close();
    await refused(port);
    connection.write(get("/wait/3"));
    open();
    const answer = await connection.closed();
    await stopped;
    expect(answer.match(/\{"id":"\d"\}/g)).toEqual([`{"id":"1"}`, `{"id":"2"}`]);
    expect(answer.match(/connection: close/gi)).toHaveLength(1);
    expect(begun).toEqual(["1", "2"]);
  });

  it("does not cut off an answer that a slow client is still reading", async () => {
    const { server, port } = await startedServer((server) => {
      server.get("/large", { schema: { response: { 200: Type.String() } } }, () => LARGE);
    });
    const connection = await rawConnection(port);
    connection.write(get("/large"));
    await connection.until("HTTP/1.1 200 OK");
    connection.socket.pause();
    const stopped = server.close();
    connection.socket.resume();
    expect((await connection.closed()).endsWith(`\r\n\r\n${LARGE}`)).toBe(true);
    await stopped;
  });

  it("is unready while it drains", async () => {
    const { routes, begun, open } = gatedRoutes();
    const { server, port } = await startedServer(routes);
    // A request whose head is not complete keeps its connection open without being in flight.
    const probe = await rawConnection(port);
    probe.write("GET /readyz HTTP/1.1\r\n");
    const busy = await rawConnection(port);
    busy.write(get("/wait/1"));
    await expect.poll(() => begun).toEqual(["1"]);

    const stopped = server.close();
    probe.write("host: a\r\n\r\n");
    const answer = await probe.closed();
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer).toMatch(/\{"status":"unready","reasons":\["stopping"\]\}$/);
    open();
    await stopped;
  });

  it("destroys what is not done after drainMs", async () => {
    const { routes, begun } = gatedRoutes();
    const { server, port } = await startedServer(routes, { limits: { drainMs: 100 } });
    const busy = await rawConnection(port);
    busy.write(get("/wait/1"));
    await expect.poll(() => begun).toEqual(["1"]);
    await server.close();
    expect(await busy.closed()).toBe("");
  });

  it("stops at the end of its block", async () => {
    let port = 0;
    {
      const started = await startedServer(() => undefined);
      await using _server = started.server;
      port = started.port;
    }
    await refused(port);
  });
});
