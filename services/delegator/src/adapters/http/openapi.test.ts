import { createServer } from "@holdfast/http";
import { openLogger, openMetrics } from "@holdfast/telemetry";
import { beforeAll, describe, expect, it } from "vitest";

import { delegationLists } from "./delegation-lists-route.ts";
import { delegationsRoute } from "./delegations-route.ts";
import { exportRoutes } from "./export-route.ts";
import { ExportSlots } from "./export-slots.ts";
import { operationRoute } from "./operation-route.ts";
import { statsRoutes } from "./stats-routes.ts";
import { statusRoute } from "./status-route.ts";
import { STREAM_PATH, streamSchema } from "./stream-schema.ts";

type Described = { readonly description?: string; readonly example?: unknown };
type Operation = {
  readonly parameters?: readonly (Described & { readonly name: string })[];
  readonly responses: Readonly<Record<string, Described>>;
};
type Document = { readonly paths: Readonly<Record<string, { readonly get: Operation }>> };

const never = (): Promise<never> => Promise.reject(new RangeError("nothing is asked"));

async function document(): Promise<Document> {
  await using server = await createServer({
    service: "test",
    title: "Test",
    version: "1.2.3",
    logger: openLogger({ service: "test", level: "silent", format: "json" }),
    metrics: openMetrics({ service: "test" }),
    readiness: () => ({ isReady: true }),
  });
  const serving = { list: never, readState: never, secondsLeft: () => 1 };
  const now = (): number => 0;
  delegationsRoute(server, { serving: { ...serving, representation: "original" }, now });
  delegationLists(server, { serving: { ...serving, representation: "whole" }, now });
  const view = () => ({ isRanked: true, provisional: undefined, done: 1 });
  operationRoute(server, { ...serving, view, readOperation: never });
  statusRoute(server, never);
  const ranked = { view, readState: never };
  const slots = new ExportSlots(1);
  exportRoutes(server, { ...ranked, exports: never, size: never, slots, stallMs: 1 });
  server.get(STREAM_PATH, { schema: streamSchema }, never);
  statsRoutes(server, { ...ranked, snapshots: never, bakers: never });
  return (await server.inject("/openapi.json")).json<Document>();
}

let operations: readonly (readonly [path: string, operation: Operation])[];
beforeAll(async () => {
  const { paths } = await document();
  operations = Object.entries(paths).map(([path, { get }]) => [path, get]);
});

describe("the document of the service", () => {
  it("names every path", () => {
    expect(operations.map(([path]) => path).toSorted()).toEqual([
      "/v1/bakers/{address}/delegations",
      "/v1/delegations",
      "/v1/delegations/{hash}",
      "/v1/delegators/{address}/delegations",
      "/v1/export.csv",
      "/v1/export.ndjson",
      "/v1/stats",
      "/v1/stats/bakers",
      "/v1/status",
      "/v1/stream",
      "/xtz/delegations",
    ]);
  });

  it("gives each parameter a description and an example", () => {
    const bare = operations.flatMap(([path, { parameters = [] }]) =>
      parameters
        .filter(({ description, example }) => description === undefined || example === undefined)
        .map(({ name }) => `${path} ${name}`),
    );
    expect(bare).toEqual([]);
  });

  it("tells what each answer means, 304 and failures included", () => {
    const statuses = operations.map(([path, { responses }]) => [
      path,
      Object.entries(responses)
        .filter(([, { description }]) => description !== "Default Response")
        .map(([status]) => status)
        .filter((status) => status !== "default"),
    ]);
    const ofList = ["200", "304", "400", "429", "503"];
    expect(new Map(statuses.map(([path, found]) => [path, found]))).toEqual(
      new Map([
        ["/v1/bakers/{address}/delegations", ofList],
        ["/v1/delegations", ofList],
        ["/v1/delegations/{hash}", ["200", "304", "400", "404", "429", "503"]],
        ["/v1/delegators/{address}/delegations", ofList],
        ["/v1/export.csv", ofList],
        ["/v1/export.ndjson", ofList],
        ["/v1/stats", ofList],
        ["/v1/stats/bakers", ofList],
        ["/v1/status", ["200", "429", "503"]],
        ["/v1/stream", ["200", "400", "429", "503"]],
        ["/xtz/delegations", ofList],
      ]),
    );
  });
});
