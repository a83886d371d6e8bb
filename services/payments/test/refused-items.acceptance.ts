import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { threeAccounts } from "./accounts-of.ts";
import { DatabaseProxy } from "./database-proxy.ts";
import { attemptsOf, sql } from "./log-of.ts";
import {
  type Answer,
  type Caller,
  openSurroundings,
  type Payments,
  startPayments,
  type Surroundings,
} from "./start-payments.ts";

let surroundings: Surroundings;
let proxy: DatabaseProxy;
let survivor: Payments;
let caller: Caller;
beforeAll(async () => {
  surroundings = await openSurroundings();
  proxy = await DatabaseProxy.start(surroundings.database.url);
  survivor = await startPayments(surroundings);
  caller = await survivor.caller();
});
afterAll(async () => {
  await survivor[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
  await surroundings[Symbol.asyncDispose]();
});

let key = "";
let body: object;
beforeEach(async () => {
  caller = await survivor.caller();
  const { ann, bob } = await threeAccounts(caller);
  const pair = { debit_account: ann, credit_account: bob };
  const amounts = ["5000", "1", "6000"];
  body = { transfers: amounts.map((amount) => ({ ...pair, amount })), reason: "a secret" };
  key = randomUUID();
});

/** A service whose database is behind the proxy, and the batch sent to it. */
async function startBehindProxy() {
  const service = await startPayments(surroundings, {
    DATABASE_URL: proxy.by(surroundings.database.url),
  });
  const own = await service.caller({ tenant: caller.tenant });
  return { ...service, request: (): Promise<Answer> => send(own) };
}

function send(by: Caller): Promise<Answer> {
  return by.post("/v1/transfers/batch", body, key);
}

/** How much of each refused item is in the audit, by the id of the command that told it. */
async function audited() {
  const attempts = await attemptsOf(surroundings.database, caller.tenant);
  return attempts.map(({ data, meta }) => [data["amount"], data["code"], meta["commandId"]]);
}

function refusedUnder(id: string) {
  const command = `key:${id}`;
  return [
    [{ $bigint: "5000" }, "insufficient_funds", command],
    [{ $bigint: "6000" }, "insufficient_funds", command],
  ];
}

describe("what is refused of a batch is audited in the commit of what is done", () => {
  it("killed after the commit and before the answer; told again, nothing more", async () => {
    await using doomed = await startBehindProxy();
    const isCommitted = proxy.nextCommit("answer_held");
    const lost = doomed.request();
    lost.catch(() => undefined);
    await isCommitted;
    doomed.kill("SIGKILL");
    await doomed.exited;
    await expect(lost).rejects.toThrow("fetch failed");
    expect(await audited()).toEqual(refusedUnder(key));
    const again = await send(caller);
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect(await audited()).toEqual(refusedUnder(key));
  });

  it.each(["lost_before", "lost_after"] as const)(
    "a connection that is %s the commit: once",
    async (fate) => {
      await using lossy = await startBehindProxy();
      const isSealed = proxy.nextCommit(fate);
      const answer = lossy.request();
      await isSealed;
      expect((await answer).status).toBe(200);
      expect(await audited()).toEqual(refusedUnder(key));
    },
  );

  it("a batch of which nothing was done, in two processes at the same time: once", async () => {
    await using other = await startPayments(surroundings);
    const theirs = await other.caller({ tenant: caller.tenant });
    const { ann, bob } = await threeAccounts(caller);
    const pair = { debit_account: ann, credit_account: bob };
    body = { transfers: ["5000", "6000"].map((amount) => ({ ...pair, amount })) };
    const answers = await Promise.all([send(caller), send(theirs), send(caller), send(theirs)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await audited()).toEqual(refusedUnder(key));
  });

  it("tells no text that was sent, where nothing was done that it would tell of", async () => {
    const { ann, bob } = await threeAccounts(caller);
    const transfers = [{ debit_account: ann, credit_account: bob, amount: "5000" }];
    body = { transfers, reason: "a secret" };
    await send(caller);
    const told = await sql(
      surroundings.database,
      "select data::text || meta::text as all from payments.events where tenant_id = $1 and category = 'audit'",
      [caller.tenant],
    );
    expect(told).toHaveLength(1);
    expect(JSON.stringify(told)).not.toContain("secret");
  });
});

it("the trail tells of the batch, and of each item that was refused", async () => {
  await send(caller);
  const { json } = await caller.get("/v1/audit?action=transfer.batch");
  const records: readonly Record<string, unknown>[] = json.data;
  expect(records.map(({ result, amount }) => [result, amount])).toEqual([
    ["success", "1"],
    ["refused", "5000"],
    ["refused", "6000"],
  ]);
  const [done, ...refused] = records;
  for (const each of refused) {
    expect(each).toMatchObject({
      error_code: "insufficient_funds",
      request_hash: done?.["request_hash"],
      idempotency_key_hash: done?.["idempotency_key_hash"],
      trace_id: done?.["trace_id"],
    });
  }
});

describe("a transfer that was to be tried once, and failed, is audited in the commit that uses it up", () => {
  const told = `select type, data ->> 'resource' as resource, data ->> 'code' as code,
      meta ->> 'commandId' as command, meta ->> 'reason' as reason
    from payments.events where tenant_id = $1 and type in ('TransferRejected', 'AttemptRefused') order by position`;

  it.each(["lost_before", "lost_after"] as const)(
    "a connection that is %s it: once",
    async (fate) => {
      await using lossy = await startBehindProxy();
      const own = await lossy.caller({ tenant: caller.tenant });
      const { ann, bob } = await threeAccounts(own);
      const id = randomUUID();
      const pair = { debit_account: ann, credit_account: bob };
      const transfer = { id, ...pair, amount: "5000", once: "attempt" };
      const isSealed = proxy.nextCommit(fate);
      const answer = own.post("/v1/transfers", { ...transfer, reason: "a secret" }, key);
      await isSealed;
      expect((await answer).json.code).toBe("insufficient_funds");
      const command = `attempt:transfer-${id}`;
      // No text that was sent is told either.
      const refused = { command, code: "insufficient_funds", reason: null };
      const events = await sql(surroundings.database, told, [caller.tenant]);
      expect(events).toEqual([
        { type: "TransferRejected", resource: null, ...refused },
        { type: "AttemptRefused", resource: `account:${ann}`, ...refused },
      ]);
    },
  );
});
