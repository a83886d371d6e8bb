import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { expect, it } from "vitest";

import type { SyncFact } from "../../application/sync-fact.ts";
import { TzktHub } from "./tzkt-hub.ts";

const CLOCK = {
  monotonic: () => performance.now(),
  now: () => Date.now(),
  sleep: (milliseconds: number, signal: AbortSignal) => sleep(milliseconds, undefined, { signal }),
};

/** Takes connections and never says a word. */
async function silentServer(): Promise<Server> {
  const server = createServer((socket) => socket.on("error", () => undefined)).listen(
    0,
    "127.0.0.1",
  );
  await once(server, "listening");
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

function hubAt(port: number, tell: (fact: SyncFact) => void): TzktHub {
  const url = `http://127.0.0.1:${port}`;
  return new TzktHub({ url, headers: {}, clock: CLOCK, random: () => 0, tell, connectMs: 50 });
}

it("tries again, and ends at once, where a proxy takes the connection and never answers", async () => {
  const server = await silentServer();
  const lost = Promise.withResolvers<void>();
  let attempts = 0;
  server.on("connection", () => {
    attempts += 1;
    if (attempts === 3) lost.resolve();
  });
  const told: string[] = [];
  {
    const stop = new AbortController();
    await using hub = hubAt(portOf(server), ({ type }) => told.push(type));
    const waiting = hub.next(3_600_000, stop.signal).catch(() => undefined);
    await lost.promise;
    stop.abort();
    await waiting;
  }
  expect(new Set(told)).toEqual(new Set(["HubLost"]));
  server.close();
});

it("ends although it has hardly begun", async () => {
  const server = await silentServer();
  const told: string[] = [];
  const hub = hubAt(portOf(server), ({ type }) => told.push(type));
  await hub.next(0, new AbortController().signal);
  await hub[Symbol.asyncDispose]();
  expect(told).toEqual([]);
  server.close();
});
