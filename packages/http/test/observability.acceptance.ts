import type { Server } from "@holdfast/http";
import {
  context,
  type Context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  type SpanOptions,
  trace,
  TraceFlags,
  type Tracer,
} from "@opentelemetry/api";
import { Type } from "typebox";
import { afterEach, describe, expect, it } from "vitest";

import { rawConnection } from "./raw-connection.ts";
import { startedServer } from "./started-server.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const CALLER = "b7ad6b7169203331";
const OURS = "00f067aa0ba902b7";

const schema = { response: { 200: Type.Object({ trace: Type.String() }) } };

function routes(server: Server): void {
  server.get("/things/:id", { schema }, ({ traceId }) => ({ trace: traceId }));
  server.get("/never", { schema }, () => new Promise<{ trace: string }>(() => undefined));
}

describe("metrics", () => {
  it("count requests by method, pattern and status, and those in flight", async () => {
    const { server, url, port } = await startedServer(routes);
    await using _server = server;
    await fetch(`${url}/things/1`);
    await fetch(`${url}/things/2`);
    await fetch(`${url}/things/2`, { method: "PUT" });
    await fetch(`${url}/stranger/${TRACE}`);
    const waiting = await rawConnection(port);
    waiting.write("GET /never HTTP/1.1\r\nhost: a\r\n\r\n");
    const metrics = async () => (await fetch(`${url}/metrics`)).text();
    const count = (labels: string, value: number) =>
      `http_request_duration_seconds_count{service="test",${labels}} ${value}\n`;
    await expect.poll(metrics).toContain(`http_requests_in_flight{service="test"} 2\n`);
    const text = await metrics();
    expect(text).toContain(count(`method="GET",route="/things/:id",status="200"`, 2));
    expect(text).toContain(count(`method="PUT",route="(unmatched)",status="405"`, 1));
    expect(text).toContain(count(`method="GET",route="(unmatched)",status="404"`, 1));
    expect(text).not.toContain("stranger");
    expect(text).toContain("nodejs_eventloop_lag_seconds");
    waiting.socket.destroy();
  });
});

describe("the access log", () => {
  it("tells of a client that left before its answer", async () => {
    let begun = 0;
    const { server, port, log } = await startedServer((server) => {
      server.addHook("preHandler", async () => void (begun += 1));
      routes(server);
    });
    await using _server = server;
    const connection = await rawConnection(port);
    connection.write("GET /never HTTP/1.1\r\nhost: a\r\n\r\n");
    await expect.poll(() => begun).toBe(1);
    connection.socket.destroy();
    await expect
      .poll(() => log.filter(({ route }) => route === "/never"))
      .toEqual([expect.objectContaining({ aborted: true, status: 499, remote: "127.0.0.1" })]);
  });
});

describe("a client that leaves in the middle of its body", () => {
  // A closed side may still read the answer, so it is answered; a reset cannot be.
  it.each([
    ["end", 400],
    ["destroy", 400],
    ["resetAndDestroy", 499],
  ] as const)("is one line of the access log and no error: %s", async (how, status) => {
    const { server, port, log } = await startedServer((server) => {
      server.post("/things", { schema: { ...schema, body: Type.Unknown() } }, () => ({
        trace: "",
      }));
    });
    await using _server = server;
    const connection = await rawConnection(port);
    connection.write("POST /things HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n");
    connection.write("content-length: 9\r\n\r\n[1");
    await expect
      .poll(async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text())
      .toContain(`http_requests_in_flight{service="test"} 2\n`);
    connection.socket[how]();
    const lines = () =>
      log.filter(
        ({ route, level }) => level === "error" || (level === "info" && route !== undefined),
      );
    await expect.poll(lines).not.toEqual([]);
    await connection.closed();
    await server.close();
    expect(lines()).toEqual([
      expect.objectContaining({
        level: "info",
        route: "/things",
        status,
      }),
    ]);
  });
});

describe("request.signal", () => {
  it("aborts when the answer is late", async () => {
    const aborted = Promise.withResolvers<void>();
    const { server, url } = await startedServer(
      (server) => {
        server.get("/", { schema }, async ({ signal }) => {
          signal.addEventListener("abort", () => aborted.resolve());
          await aborted.promise;
          return { trace: "" };
        });
      },
      { limits: { handlerTimeoutMs: 50 } },
    );
    await using _server = server;
    expect((await fetch(url)).status).toBe(503);
    await aborted.promise;
  });

  it("aborts when the client leaves, not when the request has been read", async () => {
    const seen: boolean[] = [];
    const left = Promise.withResolvers<void>();
    const { server, port } = await startedServer((server) => {
      server.post("/things", { schema }, async ({ signal }) => {
        signal.addEventListener("abort", () => left.resolve());
        // Longer than reading the request takes: an answer of the same server lies between.
        await server.inject("/healthz");
        seen.push(signal.aborted);
        await left.promise;
        return { trace: "" };
      });
    });
    await using _server = server;
    const connection = await rawConnection(port);
    connection.write(
      "POST /things HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
    );
    await expect.poll(() => seen).toEqual([false]);
    connection.socket.destroy();
    await left.promise;
  });
});

/** The least an SDK is: it records the spans it is asked for. */
function fakeSdk() {
  const spans: Record<string, unknown>[] = [];
  const startSpan = (name: string, options: SpanOptions = {}, parent?: Context): Span => {
    const facts: Record<string, unknown> = {
      name,
      ...options.attributes,
      parent: parent && trace.getSpanContext(parent)?.spanId,
    };
    const span: Span = {
      spanContext: () => ({ traceId: TRACE, spanId: OURS, traceFlags: TraceFlags.SAMPLED }),
      setAttribute: (key, value) => {
        facts[key] = value;
        return span;
      },
      setAttributes: () => span,
      addEvent: () => span,
      addLink: () => span,
      addLinks: () => span,
      setStatus: (status) => {
        facts["status"] = status.code;
        return span;
      },
      updateName: () => span,
      end: () => void spans.push(facts),
      isRecording: () => true,
      recordException: () => undefined,
    };
    return span;
  };
  return { spans, startSpan };
}

describe("traces", () => {
  afterEach(() => {
    trace.disable();
    propagation.disable();
    context.disable();
  });

  it("go on in the answer, the handler and the log", async () => {
    const { server, url, log } = await startedServer(routes);
    await using _server = server;
    const traceparent = `00-${TRACE}-${CALLER}-01`;
    const response = await fetch(`${url}/things/1`, { headers: { traceparent } });
    expect(await response.json()).toEqual({ trace: TRACE });
    expect(response.headers.get("traceresponse")).toMatch(
      new RegExp(`^00-${TRACE}-(?!${CALLER})[0-9a-f]{16}-01$`),
    );
    await expect.poll(() => log).toContainEqual(expect.objectContaining({ trace: TRACE }));
  });

  it("are new for each request without a valid traceparent", async () => {
    const { server, url } = await startedServer(routes);
    await using _server = server;
    const ids = await Promise.all(
      ["", "00-nonsense", `ff-${TRACE}-${CALLER}-01`].map(async (traceparent) =>
        (await fetch(`${url}/things/1`, { headers: { traceparent } })).text(),
      ),
    );
    expect(new Set(ids).size).toBe(3);
    expect(ids.join()).not.toContain(TRACE);
  });

  it("become server spans below the caller's when an SDK is registered", async () => {
    const { spans, startSpan } = fakeSdk();
    const startActiveSpan: Tracer["startActiveSpan"] = () => {
      throw new TypeError("not used");
    };
    trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan, startActiveSpan }) });
    propagation.setGlobalPropagator({
      inject: () => undefined,
      fields: () => [],
      extract: (parent) =>
        trace.setSpanContext(parent, { traceId: TRACE, spanId: CALLER, traceFlags: 1 }),
    });
    const { server, url } = await startedServer(routes);
    await using _server = server;
    const response = await fetch(`${url}/things/1`);
    expect(response.headers.get("traceresponse")).toBe(`00-${TRACE}-${OURS}-01`);
    await expect
      .poll(() => spans)
      .toEqual([
        {
          name: "GET /things/:id",
          parent: CALLER,
          "http.request.method": "GET",
          "http.route": "/things/:id",
          "http.response.status_code": 200,
        },
      ]);
    expect(trace.getSpan(ROOT_CONTEXT)).toBeUndefined();
  });
});
