import { type CrashServer, crashServer } from "@holdfast/postgres/testing";

import { LendingPool } from "../lending-pool.ts";

type Settings = NonNullable<Parameters<typeof crashServer>[0]>;

/** Durable servers that seeds kill: as many as seeds run at a time. */
export function crashServers(settings: Settings = {}): LendingPool<CrashServer> {
  return new LendingPool({
    start: () => crashServer(settings),
    end: (server) => server[Symbol.asyncDispose](),
  });
}
