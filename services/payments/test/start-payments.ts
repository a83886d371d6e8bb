import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openDevelopmentIssuer } from "@holdfast/http/development-issuer";
import { testDatabase } from "@holdfast/postgres/testing";
import { type ServiceProcess, startServiceProcess } from "@holdfast/service-process";

import { KEYS_SCHEMA, SCHEMA } from "../src/schema.ts";

/** An answer with its bytes as text and, if they are JSON, what they say. */
export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: ReturnType<typeof JSON.parse>;
};

/** Whether it is what was answered before, told again. */
export function isReplayed({ headers }: Answer): boolean {
  return headers.get("idempotent-replayed") === "true";
}

/** What a request says besides its path. */
type Sent = {
  readonly method?: string;
  /** Sent as JSON, or a text as it is. */
  readonly body?: unknown;
  /** A new one if left out; none for null. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Somebody with a token. */
export type Caller = {
  readonly tenant: string;
  readonly token: string;
  send(path: string, sent?: Sent): Promise<Answer>;
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown, key?: string): Promise<Answer>;
};

/** All that the service's routes demand. */
export const ALL_PERMISSIONS = [
  "read:account",
  "write:account",
  "admin:account",
  "read:transfer",
  "write:transfer",
  "force:transfer",
  "write:fx",
  "read:ledger",
  "read:event",
  "read:audit",
  "read:payment",
  "write:payment",
  "admin:payment",
];

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a test's service runs: a database of its own, and an issuer. */
export type Surroundings = AsyncDisposable & Awaited<ReturnType<typeof openSurroundings>>;

/** Makes a database and an issuer; on the server of the run unless another is named. */
export async function openSurroundings(adminUrl?: string) {
  await using held = new AsyncDisposableStack();
  const place = {
    service: "payments",
    schema: SCHEMA,
    keysSchema: KEYS_SCHEMA,
    hasEventStore: true,
  };
  const migrations = new URL("../migrations/", import.meta.url);
  const server = adminUrl === undefined ? {} : { adminUrl };
  const database = held.use(await testDatabase({ ...place, migrations, ...server }));
  const directory = await mkdtemp(join(tmpdir(), "payments-"));
  held.defer(() => rm(directory, { recursive: true }));
  const issuer = await openDevelopmentIssuer({ directory, isProduction: false });
  const env: Environment = {
    HTTP_HOST: "127.0.0.1",
    HTTP_PORT: "0",
    LOG_FORMAT: "json",
    HOLDFAST_DATA_DIR: directory,
    DATABASE_URL: database.url,
    DATABASE_ADMIN_URL: database.adminUrl,
    DATABASE_SYSTEM_URL: database.systemUrl,
  };
  const ended = held.move();
  return { database, issuer, env, [Symbol.asyncDispose]: () => ended.disposeAsync() };
}

/** The service as a process of its own. */
export type Payments = ServiceProcess & {
  /** Somebody of a tenant, a new one if none is named, who may do all or what is named. */
  caller(who?: {
    readonly tenant?: string;
    readonly permissions?: readonly string[];
  }): Promise<Caller>;
};

/** Starts the service and waits until it listens. */
export async function startPayments(
  { issuer, env }: Surroundings,
  more: Environment = {},
  onLine: (line: string) => void = () => undefined,
): Promise<Payments> {
  const entry = new URL("../src/main.ts", import.meta.url);
  const service = await startServiceProcess({ entry, env: { ...env, ...more }, onLine });
  return {
    ...service,
    caller: async ({ tenant = randomUUID(), permissions = ALL_PERMISSIONS } = {}) => {
      const grant = { subject: "ann", tenantId: tenant, permissions, lifetimeMs: 600_000 };
      return callerOf(service.url, tenant, await issuer.sign(grant));
    },
  };
}

/** Somebody who sends requests with a token to a service. */
export function callerOf(url: string, tenant: string, token: string): Caller {
  const send = async (path: string, sent: Sent = {}): Promise<Answer> => {
    const response = await fetch(`${url}${path}`, requestOf(sent, token));
    const { status, headers } = response;
    const text = await response.text();
    const isJson = headers.get("content-type")?.includes("json") === true;
    return { status, headers, text, json: isJson ? JSON.parse(text) : undefined };
  };
  return {
    tenant,
    token,
    send,
    get: (path) => send(path, { method: "GET" }),
    post: (path, body, key) => send(path, { body, ...(key !== undefined && { key }) }),
  };
}

function requestOf(sent: Sent, token: string): RequestInit {
  const { method = "POST", body, key = randomUUID(), headers } = sent;
  return {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(key !== null && method !== "GET" && { "idempotency-key": key }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  };
}
