import type { Server } from "@holdfast/http";

import { delegationLists } from "./adapters/http/delegation-lists-route.ts";
import { delegationsRoute } from "./adapters/http/delegations-route.ts";
import { operationRoute } from "./adapters/http/operation-route.ts";
import { delegationsOfOperation } from "./adapters/postgres/delegations-of-operation.ts";
import { BlockPace } from "./application/block-pace.ts";
import { originalList, wholeList } from "./lists.ts";
import { SCHEMA } from "./schema.ts";
import type { ServeParts } from "./serve-parts.ts";

/** Lists, page by page. */
export function serveLists(server: Server, { database, watch, readState }: ServeParts): void {
  const now = Date.now;
  const pace = new BlockPace(now);
  const serving = {
    readState,
    secondsLeft: (head: number) => pace.secondsLeft(head),
  };
  const original = {
    ...serving,
    representation: "original" as const,
    list: originalList(database, watch),
  };
  delegationsRoute(server, { serving: original, now });
  const whole = { ...serving, representation: "whole" as const, list: wholeList(database, watch) };
  delegationLists(server, { serving: whole, now });
  const readOperation = delegationsOfOperation(database, SCHEMA);
  operationRoute(server, { ...serving, view: watch.view, readOperation });
}
