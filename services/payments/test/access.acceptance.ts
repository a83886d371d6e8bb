import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { operationsOf } from "./operations-of.ts";
import {
  ALL_PERMISSIONS,
  callerOf,
  openSurroundings,
  type Payments,
  startPayments,
  type Surroundings,
} from "./start-payments.ts";

let surroundings: Surroundings;
let payments: Payments;
beforeAll(async () => {
  surroundings = await openSurroundings();
  payments = await startPayments(surroundings);
});
afterAll(async () => {
  await payments[Symbol.asyncDispose]();
  await surroundings[Symbol.asyncDispose]();
});

/** What each route demands; a route that is not here fails the test below. */
const DEMANDS = {
  "post /v1/accounts": "write:account",
  "get /v1/accounts/{id}": "read:account",
  "get /v1/accounts/by-number/{number}": "read:account",
  "post /v1/accounts/{id}/freeze": "admin:account",
  "post /v1/accounts/{id}/unfreeze": "admin:account",
  "post /v1/accounts/{id}/close": "admin:account",
  "post /v1/accounts/{id}/reopen": "admin:account",
  "post /v1/accounts/{id}/limits": "admin:account",
  "get /v1/transfers/{id}": "read:transfer",
  "post /v1/transfers": "write:transfer",
  "post /v1/transfers/batch": "write:transfer",
  "post /v1/transfers/{id}/post": "write:transfer",
  "post /v1/transfers/{id}/void": "write:transfer",
  "post /v1/transfers/{id}/reverse": "write:transfer",
  "post /v1/fx/quotes": "write:fx",
  "post /v1/fx/conversions": "write:fx",
  "get /v1/accounts": "read:account",
  "get /v1/accounts/{id}/statement": "read:account",
  "get /v1/accounts/{id}/balances": "read:account",
  "get /v1/transfers": "read:transfer",
  "get /v1/ledgers/{ledger}/trial-balance": "read:ledger",
  "get /v1/events": "read:event",
  "get /v1/audit": "read:audit",
  "get /v1/audit/checkpoints": "read:audit",
  "get /v1/audit/proofs/inclusion": "read:audit",
  "get /v1/audit/proofs/consistency": "read:audit",
  "post /v1/payments": "write:payment",
  "get /v1/payments": "read:payment",
  "get /v1/payments/{id}": "read:payment",
  "post /v1/payments/{id}/resume": "admin:payment",
  "post /v1/payments/{id}/resolve": "admin:payment",
} as const;

/** What any route may answer while it has too much to do, or has no database. */
const PASSING = [
  "busy",
  "overloaded",
  "handler_timeout",
  "database_unavailable",
  "database_overloaded",
];

describe("the document", () => {
  it("says of every route what it demands", async () => {
    const found = [...(await operationsOf(payments.url))];
    expect(
      Object.fromEntries(found.map(([name, operation]) => [name, operation["x-permissions"][0]])),
    ).toEqual(DEMANDS);
  });

  it("says of every route what it is for, what it takes and what it may answer", async () => {
    for (const [name, operation] of await operationsOf(payments.url)) {
      const { summary, responses, requestBody } = operation;
      const isWrite = name.startsWith("post");
      expect([name, summary?.length]).toEqual([name, expect.any(Number)]);
      const ofOne = name.includes("{id}") ? ["404"] : [];
      const always = ["400", "401", "403", "429", "500", "503"];
      const statuses = [...always, ...(isWrite ? ["413", "415", "422"] : ofOne)];
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(statuses));
      const { content = {} } = responses["503"] ?? {};
      expect(Object.keys(content)).toEqual(["application/problem+json"]);
      for (const code of PASSING) expect(JSON.stringify(content)).toContain(`"${code}"`);
      expect([name, JSON.stringify(requestBody ?? "").includes("example")]).toEqual([
        name,
        isWrite,
      ]);
    }
  });
});

describe("a token", () => {
  const send = (headers: Readonly<Record<string, string>>) =>
    fetch(`${payments.url}/v1/accounts/${randomUUID()}`, { headers });

  it.each([
    [{}, "missing authentication header", "Bearer"],
    [{ authorization: "Basic YTpi" }, "malformed authentication header"],
    [{ authorization: "Bearer " }, "malformed authentication header"],
    [{ authorization: "Bearer a.b.c" }, "invalid token"],
  ])("%j: %s", async (headers, detail, challenge = `Bearer error="invalid_token"`) => {
    const answer = await send({ ...headers });
    expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, challenge]);
    expect(await answer.json()).toMatchObject({ detail: `unauthorized: ${detail}` });
  });

  it("is refused once it has expired", async () => {
    const [tenantId, longAgo] = [randomUUID(), -120_000];
    const grant = { subject: "ann", tenantId, permissions: ALL_PERMISSIONS, lifetimeMs: longAgo };
    const token = await surroundings.issuer.sign(grant);
    const answer = await send({ authorization: `Bearer ${token}` });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ detail: "unauthorized: token expired" });
  });

  it.each(Object.entries(DEMANDS))(
    "without its permission %s is forbidden: %s",
    async (route, permission) => {
      const permissions = ALL_PERMISSIONS.filter((each) => each !== permission);
      const caller = await payments.caller({ permissions });
      const [method = "", path = ""] = route.toUpperCase().split(" ");
      const lower = path.toLowerCase().replaceAll(/\{\w+\}/g, randomUUID());
      const body = method === "GET" ? {} : { body: {} };
      const answer = await caller.send(lower, { method, ...body });
      expect([answer.status, answer.json.detail]).toEqual([
        403,
        `forbidden: missing permission: ${permission}`,
      ]);
    },
  );

  it("is asked for before the key, the body and the path's id", async () => {
    const stranger = callerOf(payments.url, randomUUID(), "a.b.c");
    const answer = await stranger.send("/v1/transfers/x/post", { body: "{", key: null });
    expect(answer.status).toBe(401);
  });

  it("without force:transfer takes back only what is there", async () => {
    const permissions = ALL_PERMISSIONS.filter((each) => each !== "force:transfer");
    const caller = await payments.caller({ permissions });
    const path = `/v1/transfers/${randomUUID()}/reverse`;
    const forced = await caller.post(path, { reason: "x", force: true });
    expect([forced.status, forced.json.detail]).toEqual([
      403,
      "forbidden: missing permission: force:transfer",
    ]);
    expect((await caller.post(path, { reason: "x", force: false })).status).toBe(404);
  });
});
