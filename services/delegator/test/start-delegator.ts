import { type ServiceProcess, startServiceProcess } from "@holdfast/service-process";

import { FactStream } from "./fact-stream.ts";

/** An answer with its bytes as text; header names are in small letters. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
};

/** The service as a process of its own, with everything it said. */
export type Delegator = ServiceProcess & {
  readonly facts: FactStream;
  get(path: string, init?: RequestInit): Promise<Answer>;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a test's service finds its database and its upstream. */
export type Surroundings = {
  readonly database: { readonly url: string; readonly adminUrl: string };
  readonly tzkt: { readonly url: string };
};

/** Small pages and short rests, so that a few thousand rows make a long story. */
const FAST: Environment = {
  HTTP_HOST: "127.0.0.1",
  HTTP_PORT: "0",
  LOG_LEVEL: "debug",
  LOG_FORMAT: "json",
  TZKT_RPS: "0",
  TZKT_PAGE: "100",
  TZKT_RETRY_MIN: "1ms",
  TZKT_RETRY_MAX: "50ms",
  SYNC_POLL: "50ms",
  SYNC_LEASE: "500ms",
};

export const MAIN = new URL("../src/main.ts", import.meta.url);

/** The environment of a service that mirrors `tzkt` into `database`. */
export function environmentOf({ database, tzkt }: Surroundings): Environment {
  return {
    ...FAST,
    DATABASE_URL: database.url,
    DATABASE_ADMIN_URL: database.adminUrl,
    TZKT_URL: tzkt.url,
  };
}

/** Starts the service and waits until it listens. Throws `ServiceDied` when it does not. */
export async function startDelegator(
  surroundings: Surroundings,
  env: Environment = {},
): Promise<Delegator> {
  const facts = new FactStream();
  const service = await startServiceProcess({
    entry: MAIN,
    env: { ...environmentOf(surroundings), ...env },
    onLine: facts.hear,
  });
  return { ...service, facts, get: (path, init) => ask(`${service.url}${path}`, init) };
}

async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, headers: Object.fromEntries(response.headers), text };
}
