import { BigIntText, NullableBigIntText, problemJson, type Server } from "@holdfast/http";
import { Type } from "typebox";
import { Compile } from "typebox/compile";
import { beforeAll, describe, expect, it } from "vitest";

import { startedServer } from "./started-server.ts";

const Thing = Type.Object({
  id: Type.String({ format: "uuid" }),
  amount: BigIntText({ description: "In cents.", examples: ["125896"] }),
  note: Type.Union([Type.String(), Type.Null()]),
  rest: NullableBigIntText(),
});

function routes(server: Server): void {
  const querystring = Type.Object({
    page: Type.Integer({ minimum: 1, default: 1, description: "Page, from 1." }),
    kind: Type.Optional(Type.Union([Type.Literal("a"), Type.Literal("b")])),
  });
  server.get(
    "/things",
    {
      schema: {
        operationId: "listThings",
        summary: "All things",
        tags: ["things"],
        querystring,
        response: { 200: Type.Array(Thing) },
      },
    },
    () => [],
  );
  server.put(
    "/things/:id",
    {
      schema: {
        tags: ["things"],
        params: Type.Object({ id: Type.String() }),
        body: Type.Object({ note: Type.String() }, { additionalProperties: false }),
        response: { 204: Type.Null(), default: Type.Object({ message: Type.String() }) },
      },
    },
    (_request, reply) => {
      reply.code(204);
      return null;
    },
  );
}

type Json = Record<string, unknown>;

const object = (value: unknown): Json => Object(value);

function at(document: unknown, ...path: readonly string[]): unknown {
  return path.reduce((value, key) => object(value)[key], document);
}

/** Every value of a document, with the way to it. */
function* walk(value: unknown, path = "#"): Generator<readonly [path: string, value: Json]> {
  if (typeof value !== "object" || value === null) return;
  yield [path, object(value)];
  for (const [key, child] of Object.entries(value)) yield* walk(child, `${path}/${key}`);
}

async function documentOf(options: Parameters<typeof startedServer>[1] = {}): Promise<unknown> {
  const { server, url } = await startedServer(routes, { description: "A test.", ...options });
  await using _server = server;
  const response = await fetch(`${url}/openapi.json`);
  expect(response.headers.get("content-type")).toMatch(/^application\/json/);
  return await response.json();
}

const METHODS = new Set(["get", "put", "post", "delete", "options", "head", "patch", "trace"]);

describe("the OpenAPI document", () => {
  let document: unknown;
  beforeAll(async () => {
    document = await documentOf();
  });

  it("has the fields version 3.1 demands of its root", () => {
    expect(document).toMatchObject({
      openapi: expect.stringMatching(/^3\.1\.\d+$/),
      info: { title: "Test", version: "1.2.3", description: "A test." },
      paths: expect.any(Object),
    });
  });

  it("has the service's paths and none of the operations", () => {
    expect(Object.keys(object(at(document, "paths")))).toEqual(["/things", "/things/{id}"]);
  });

  it("has well-formed operations: described responses, declared path parameters, media types", () => {
    for (const [path, item] of Object.entries(object(at(document, "paths")))) {
      for (const [method, operation] of Object.entries(object(item))) {
        expect(METHODS).toContain(method);
        const responses = Object.entries(object(at(operation, "responses")));
        expect(responses.length).toBeGreaterThan(0);
        for (const [status, response] of responses) {
          expect(status).toMatch(/^(?:default|[1-5](?:\d\d|XX))$/);
          expect(at(response, "description")).toEqual(expect.any(String));
        }
        const { parameters = [] } = object(operation);
        const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        const declared = Array.isArray(parameters)
          ? parameters.filter(({ in: place }) => place === "path")
          : [];
        expect(declared.map(({ name }) => name)).toEqual(inPath);
        expect(declared.every(({ required }) => required === true)).toBe(true);
      }
    }
  });

  it("has references that lead somewhere, and nothing of version 3.0", () => {
    const values = [...walk(document)];
    const references = values.flatMap(([, { $ref }]) => (typeof $ref === "string" ? [$ref] : []));
    const dangling = references.filter(
      (reference) => at(document, ...reference.slice("#/".length).split("/")) === undefined,
    );
    const old = values.filter(
      ([, value]) => "nullable" in value || typeof value["exclusiveMinimum"] === "boolean",
    );
    expect(references).toContain("#/components/schemas/Problem");
    expect([dangling, old]).toEqual([[], []]);
  });

  it("has a problem schema that the kit's problems satisfy", () => {
    const check = Compile(object(at(document, "components", "schemas", "Problem")));
    const error = { in: "query", pointer: "/page", code: "type", detail: "must be integer" };
    const problem = { status: 400, code: "invalid_request", title: "Bad Request", errors: [error] };
    const { payload } = problemJson(problem, {
      method: "",
      url: "",
      accept: "",
      traceId: "ab".repeat(16),
    });
    expect(check.Check(JSON.parse(JSON.stringify(payload)))).toBe(true);
    expect(check.Check({ message: "something else" })).toBe(false);
  });

  it("tells parameters with defaults as optional, keeps examples, tags and ids", () => {
    const list = at(document, "paths", "/things", "get");
    expect(list).toMatchObject({
      operationId: "listThings",
      tags: ["things"],
      summary: "All things",
    });
    expect(at(list, "parameters")).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: "page", in: "query", required: false }),
        expect.objectContaining({ name: "kind", in: "query" }),
      ]),
    );
    const amount = ["content", "application/json", "schema", "items", "properties", "amount"];
    expect(at(list, "responses", "200", ...amount)).toEqual({
      type: "string",
      pattern: "^-?[0-9]+$",
      description: "In cents.",
      examples: ["125896"],
    });
  });

  it("writes what may be null as a list of types", () => {
    const rest = ["content", "application/json", "schema", "items", "properties", "rest"];
    expect(at(document, "paths", "/things", "get", "responses", "200", ...rest)).toEqual({
      type: ["string", "null"],
      pattern: "^-?[0-9]+$",
    });
  });

  it("adds the problem response where a route describes no default itself", () => {
    const list = at(document, "paths", "/things", "get", "responses", "default", "content");
    expect(Object.keys(object(list))).toEqual(["application/problem+json"]);
    const put = at(document, "paths", "/things/{id}", "put", "responses", "default", "content");
    expect(Object.keys(object(put))).toEqual(["application/json"]);
  });

  it("does not promise the kit's problems where the service has its own", async () => {
    const problemBody = () => ({ contentType: "text/plain", payload: "no" });
    const own = await documentOf({ problemBody });
    expect(at(own, "paths", "/things", "get", "responses")).not.toHaveProperty("default");
  });
});
