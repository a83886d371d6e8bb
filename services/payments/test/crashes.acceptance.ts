import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from "vitest";

import { threeAccounts } from "./accounts-of.ts";
import { DatabaseProxy } from "./database-proxy.ts";
import { effectsOf, ONCE } from "./effects-of.ts";
import { locked } from "./locked.ts";
import {
  type Answer,
  type Caller,
  isReplayed,
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

let body: { readonly debit_account: string; readonly credit_account: string; amount: string };
let key = "";
beforeEach(async () => {
  const { ann, bob } = await threeAccounts(caller);
  body = { debit_account: ann, credit_account: bob, amount: "100" };
  key = randomUUID();
});

type Doomed = Payments & { readonly request: () => Promise<Answer> };

/** A service whose database is behind the proxy, and the same caller. */
async function startDoomed(): Promise<Doomed> {
  const { url } = surroundings.database;
  const doomed = await startPayments(surroundings, { DATABASE_URL: proxy.by(url) });
  const { tenant } = caller;
  const own = await doomed.caller({ tenant });
  return { ...doomed, request: () => own.post("/v1/transfers", body, key) };
}

const effects = () => effectsOf(surroundings.database, body.debit_account);

const NEVER = { rows: 0, events: 0, lost: 0 };

/** Sends the request again, to the process that is left. */
async function repeated() {
  const answer = await caller.post("/v1/transfers", body, key);
  return { status: answer.status, isReplayed: isReplayed(answer) };
}

test.each([
  ["before it has begun", "lock table payments.commands in access exclusive mode", "open_books"],
  ["before anything is written", "select from payments.account for update", "open_books"],
  ["with everything written", "select from payments.log_head for update", "append_batch"],
])("killed %s, it is done once by the next request", async (_when, statement, reached) => {
  await using doomed = await startDoomed();
  const release = await locked(surroundings.database, statement);
  const isReached = proxy.sent(reached);
  const lost = doomed.request();
  lost.catch(() => undefined);
  await isReached;
  doomed.kill("SIGKILL");
  await doomed.exited;
  await expect(lost).rejects.toThrow("fetch failed");
  await release();
  expect(await effects()).toEqual(NEVER);
  expect(await repeated()).toEqual({ status: 201, isReplayed: false });
  expect(await effects()).toEqual(ONCE);
});

test("killed after the commit and before the answer, the next request is told of it", async () => {
  await using doomed = await startDoomed();
  const isCommitted = proxy.nextCommit("answer_held");
  const lost = doomed.request();
  lost.catch(() => undefined);
  await isCommitted;
  doomed.kill("SIGKILL");
  await doomed.exited;
  await expect(lost).rejects.toThrow("fetch failed");
  expect(await effects()).toEqual(ONCE);
  expect(await repeated()).toEqual({ status: 201, isReplayed: true });
  expect(await effects()).toEqual(ONCE);
});

describe("a connection that is lost with a commit on its way", () => {
  let lossy: Doomed;
  beforeAll(async () => {
    lossy = await startDoomed();
  });
  afterAll(() => lossy[Symbol.asyncDispose]());

  it.each(["lost_before", "lost_after"] as const)(
    "a connection that is %s a commit makes no second effect, and no failure",
    async (fate) => {
      const isSealed = proxy.nextCommit(fate);
      const answer = lossy.request();
      await isSealed;
      expect((await answer).status).toBe(201);
      expect(await effects()).toEqual(ONCE);
      expect(await repeated()).toEqual({ status: 201, isReplayed: true });
    },
  );

  it.each([
    ["lost_before", { status: 201, isReplayed: false }],
    ["lost_after", { status: 201, isReplayed: true }],
  ] as const)(
    "%s a commit, and nobody there to ask: 503, and a repetition tells",
    async (fate, next) => {
      const isSealed = proxy.nextCommit(fate, true);
      const asked = lossy.request();
      await isSealed;
      const answer = await asked;
      proxy.open();
      expect(answer).toMatchObject({
        status: 503,
        json: { code: "outcome_unknown", retryable: true },
      });
      expect(answer.headers.get("retry-after")).toBe("1");
      expect(await repeated()).toEqual(next);
      expect(await effects()).toEqual(ONCE);
    },
  );
});
