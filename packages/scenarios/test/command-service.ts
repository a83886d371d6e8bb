import { fromJsonText, type Refusal, type Tagged, toJsonText } from "@holdfast/cqrs";
import type { EventStore } from "@holdfast/cqrs/event-store";
import { handleCommands } from "@holdfast/cqrs/handling";
import { createServer, HttpProblem, type Server } from "@holdfast/http";
import type { Subject, World } from "@holdfast/scenarios";
import type { HttpAnswer, HttpRequest } from "@holdfast/scenarios/runners";
import { openLogger, openMetrics } from "@holdfast/telemetry";
import { Type } from "typebox";

const tenant = "00000000-0000-0000-0000-000000000000";

const schema = {
  params: Type.Object({ streamId: Type.String() }),
  headers: Type.Object({ "idempotency-key": Type.String() }),
  body: Type.Object({ type: Type.String() }, { additionalProperties: true }),
  response: { 200: Type.Object({ version: Type.Integer() }) },
};

/** A small service over a decider: one route for all commands, refusals as problems. */
export async function commandService(
  { decider, context, schemaVersions = {} }: Subject,
  { store, world }: { readonly store: EventStore; readonly world: World },
): Promise<Server> {
  const { handle } = handleCommands(decider, {
    store,
    context: () => context?.(world.moment()),
    random: () => 0.5,
    sleep: async () => undefined,
    schemaVersions,
  });
  const server = await bareServer();
  server.post("/streams/:streamId/commands", { schema }, async ({ body, params, headers }) => {
    const commandId = `key:${headers["idempotency-key"]}`;
    const command = commandOf(body);
    const handled = await handle({ tenant, streamId: params.streamId, commandId, command });
    if (!("code" in handled)) return { version: handled.version };
    throw problemOf(handled);
  });
  return server;
}

function commandOf(body: Tagged): Tagged {
  const command = fromJsonText(JSON.stringify(body));
  return isTagged(command) ? command : body;
}

function isTagged(value: unknown): value is Tagged {
  return typeof value === "object" && value !== null && "type" in value;
}

function problemOf({ code, sentence, data }: Refusal): HttpProblem {
  const params = JSON.parse(toJsonText(data));
  return new HttpProblem({ status: 422, code, title: code, detail: sentence, params });
}

async function bareServer(): Promise<Server> {
  const write = () => undefined;
  return createServer({
    service: "commands",
    title: "Commands",
    version: "1.0.0",
    logger: openLogger({
      service: "commands",
      level: "error",
      format: "json",
      destination: { write },
    }),
    metrics: openMetrics({ service: "commands" }),
    readiness: () => ({ isReady: true }),
  });
}

/** The other side: how a command becomes a request to the service, and what its refusals say. */
export const commandClient = {
  request(
    command: Tagged,
    asked: { readonly streamId: string; readonly commandId: string },
  ): HttpRequest {
    return {
      method: "POST",
      path: `/streams/${encodeURIComponent(asked.streamId)}/commands`,
      headers: { "content-type": "application/json", "idempotency-key": asked.commandId },
      body: JSON.parse(toJsonText(command)),
    };
  },
  refusal({ body }: HttpAnswer): Refusal {
    const problem = fromJsonText(JSON.stringify(body));
    if (isProblem(problem)) {
      return { code: problem.code, sentence: problem.detail, data: problem.params };
    }
    throw new TypeError(`this is no problem of the service: ${JSON.stringify(body)}`);
  },
};

type Problem = { readonly code: string; readonly detail: string; readonly params: object };

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "params" in value && "code" in value;
}
