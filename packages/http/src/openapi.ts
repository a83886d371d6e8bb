import swagger from "@fastify/swagger";
import { Type } from "typebox";

import { SECURITY_SCHEMES } from "./access/document-access.ts";
import type { Server } from "./server.ts";

/** What the document says about the service as a whole. */
export type ServiceDescription = {
  readonly title: string;
  readonly version: string;
  readonly description?: string;
};

/** Body of RFC 9457 as `problemJson` writes it. */
const ProblemSchema = Type.Object({
  type: Type.String({ format: "uri-reference" }),
  title: Type.String(),
  status: Type.Integer({ minimum: 400, maximum: 599 }),
  detail: Type.Optional(Type.String()),
  instance: Type.String({ format: "uri-reference" }),
  code: Type.String({ pattern: "^[a-z][a-z0-9_]*$" }),
  retryable: Type.Boolean(),
  trace_id: Type.String({ pattern: "^[0-9a-f]{32}$" }),
  errors: Type.Optional(
    Type.Array(
      Type.Object({
        in: Type.String(),
        pointer: Type.String({ format: "json-pointer" }),
        code: Type.String(),
        detail: Type.String(),
      }),
    ),
  ),
  params: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});

const PROBLEM_RESPONSE = {
  description: "A problem (RFC 9457).",
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
};

/**
 * Collects the routes registered from now on into an OpenAPI 3.1 document; the function returned
 * gives its text once the server is ready. `hasProblems` adds the kit's problem body to every
 * operation that does not describe a default response itself, `hasAccess` how a token is sent.
 */
export async function collectOpenapi(
  server: Server,
  { title, version, description }: ServiceDescription,
  { hasProblems, hasAccess }: { readonly hasProblems: boolean; readonly hasAccess: boolean },
): Promise<() => string> {
  const info = { title, version, ...(description === undefined ? {} : { description }) };
  const components = hasAccess ? { components: { securitySchemes: SECURITY_SCHEMES } } : {};
  await server.register(swagger, { openapi: { openapi: "3.1.0", info, ...components } });
  let text: string | undefined;
  return () => {
    text ??= JSON.stringify(completed(server.swagger(), hasProblems), withoutNullable);
    return text;
  };
}

type Json = Readonly<Record<string, unknown>>;

function completed(document: object, hasProblems: boolean): Json {
  const root = asRecord(document);
  const change = (operation: unknown): Json => {
    const optional = withOptionalDefaults(asRecord(operation));
    return hasProblems ? withProblem(optional) : optional;
  };
  const paths = mapValues(asRecord(root["paths"]), (path) => mapValues(asRecord(path), change));
  const components = asRecord(root["components"]);
  const schemas = { ...asRecord(components["schemas"]), Problem: ProblemSchema };
  return hasProblems
    ? { ...root, components: { ...components, schemas }, paths }
    : { ...root, paths };
}

function withProblem(operation: Json): Json {
  const responses = { default: PROBLEM_RESPONSE, ...asRecord(operation["responses"]) };
  return { ...operation, responses };
}

/** Turns `nullable`, which OpenAPI 3.1 has no longer, into a list of types; see NullableBigIntText. */
function withoutNullable(_key: string, value: unknown): unknown {
  if (!isRecord(value) || value["nullable"] !== true) return value;
  const { nullable: _, ...schema } = value;
  return { ...schema, type: [schema["type"], "null"] };
}

/** TypeBox lists a property with a default as required, since the handler always has it; a client need not send it. */
function withOptionalDefaults(operation: Json): Json {
  const { parameters } = operation;
  if (!Array.isArray(parameters)) return operation;
  const completed = parameters.map((parameter: unknown) =>
    "default" in asRecord(asRecord(parameter)["schema"])
      ? { ...asRecord(parameter), required: false }
      : parameter,
  );
  return { ...operation, parameters: completed };
}

function mapValues(record: Json, change: (value: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null;
}

const asRecord = (value: unknown): Json => (isRecord(value) ? value : {});
