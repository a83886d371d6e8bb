import { createServer } from "@holdfast/http";
import { openLogger, openMetrics } from "@holdfast/telemetry";
import { beforeAll, describe, expect, it } from "vitest";

import { delegationLists } from "./delegation-lists-route.ts";
import { delegationsRoute } from "./delegations-route.ts";
import { operationRoute } from "./operation-route.ts";

type Described = { readonly description?: string; readonly example?: unknown };
type Operation = {
  readonly parameters: readonly (Described & { readonly name: string })[];
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
  return (await server.inject("/openapi.json")).json<Document>();
}

let operations: readonly (readonly [path: string, operation: Operation])[];
beforeAll(async () => {
  const { paths } = await document();
  operations = Object.entries(paths).map(([path, { get }]) => [path, get]);
});

describe("the document of the lists", () => {
  it("names every path", () => {
    expect(operations.map(([path]) => path).toSorted()).toEqual([
      "/v1/bakers/{address}/delegations",
      "/v1/delegations",
      "/v1/delegations/{hash}",
      "/v1/delegators/{address}/delegations",
      "/xtz/delegations",
    ]);
  });

  it("gives each parameter a description and an example", () => {
    const bare = operations.flatMap(([path, { parameters }]) =>
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
    const ofList = ["200", "304", "400", "503"];
    expect(new Map(statuses.map(([path, found]) => [path, found]))).toEqual(
      new Map([
        ["/v1/bakers/{address}/delegations", ofList],
        ["/v1/delegations", ofList],
        ["/v1/delegations/{hash}", ["200", "304", "400", "404", "503"]],
        ["/v1/delegators/{address}/delegations", ofList],
        ["/xtz/delegations", ofList],
      ]),
    );
  });
});
