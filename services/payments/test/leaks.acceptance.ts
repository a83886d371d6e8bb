import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { threeAccounts } from "./accounts-of.ts";
import { sql } from "./log-of.ts";
import { comesTo, paying, paymentTo } from "./paying.ts";
import { RailProcess } from "./rail-process.ts";
import {
  type Answer,
  callerOf,
  type Caller,
  openSurroundings,
  type Payments,
  startPayments,
  type Surroundings,
} from "./start-payments.ts";

/** Loaded before the service, as an SDK would be: it writes a line for each span that ends. */
const PRINT_SPANS = new URL("../../../packages/telemetry/test/print-spans.ts", import.meta.url);
const SPAN = '{"span":';

/** Is in everything that nobody else may learn. */
const MARKER = "xLeAkx";
const CARD = "4111111111111111";
const IBAN = "GB33BUKB20201555555555";
const secret = (what: string): string => `${MARKER}-${what}`;
const NOTES = {
  description: secret("description"),
  reason: secret("reason"),
  metadata: { [secret("name")]: secret("value"), card: CARD, iban: IBAN },
};

let surroundings: Surroundings;
let rail: RailProcess;
let payments: Payments;
let caller: Caller;
let accounts: Awaited<ReturnType<typeof threeAccounts>>;
/** What the service has written: its log, and the spans of its traces. */
const lines: string[] = [];
const held = new AsyncDisposableStack();
beforeAll(async () => {
  surroundings = held.use(await openSurroundings());
  rail = held.use(await RailProcess.start());
  const env = {
    LOG_LEVEL: "trace",
    NODE_OPTIONS: `--import=${PRINT_SPANS.href}`,
    RAIL_URL: rail.url,
    RAIL_POLL: "50ms",
    RAIL_TIMEOUT: "1s",
    RAIL_ASK_AFTER: "50ms",
  };
  payments = held.use(await startPayments(surroundings, env, (line) => void lines.push(line)));
  caller = await payments.caller();
  accounts = await threeAccounts(caller);
});
afterAll(() => held.disposeAsync());

const spans = (): readonly string[] => lines.filter((line) => line.startsWith(SPAN));

/** Nothing of what was sent is in the log or in a trace, nor is what the service itself must not tell. */
async function nothingLeaked(tokens: readonly string[]): Promise<void> {
  // Whatever was to be written by now is written once this request is.
  const { headers } = await caller.get("/v1/accounts");
  const [, trace = ""] = headers.get("traceresponse")?.split("-") ?? [];
  expect(trace).toHaveLength(32);
  await expect.poll(() => lines.some((line) => line.includes(trace))).toBe(true);
  for (const leak of [MARKER, CARD, IBAN, ...tokens]) {
    expect(lines.filter((line) => line.includes(leak))).toEqual([]);
  }
}

/** The parts of a token that whoever has them could use. */
const partsOf = (token: string): readonly string[] => token.split(".").slice(1);

/** A problem that tells nothing of what was sent. */
function expectProblem({ status, text, headers }: Answer, expected: number): void {
  expect([status, text]).toEqual([expected, expect.not.stringContaining(MARKER)]);
  expect(JSON.stringify([...headers])).not.toContain(MARKER);
}

const transfer = (more: object = {}, key = secret(randomUUID())) => {
  const { ann: debit_account, bob: credit_account } = accounts;
  return caller.post(
    "/v1/transfers",
    { debit_account, credit_account, amount: "1", ...NOTES, ...more },
    key,
  );
};

describe("nothing of a request is in a log, a trace or an error", () => {
  test("that is accepted, repeated, or refused", async () => {
    const key = secret("key");
    expect((await transfer({}, key)).status).toBe(201);
    expect((await transfer({}, key)).headers.get("idempotent-replayed")).toBe("true");
    expectProblem(await transfer({ amount: "2" }, key), 422);
    expectProblem(await transfer({ amount: "999999" }), 422);
    expectProblem(await transfer({ debit_account: randomUUID() }), 404);
    const { bob } = accounts;
    const frozen = await caller.post(`/v1/accounts/${bob}/freeze`, { reason: secret("why") });
    expect(frozen.status).toBe(200);
    await caller.post(`/v1/accounts/${bob}/unfreeze`, { reason: secret("why") });
    await nothingLeaked(partsOf(caller.token));
    expect(spans().length).toBeGreaterThan(0);
  });

  test("that cannot be understood", async () => {
    const text = `{"description":"${secret("text")}"`;
    expectProblem(await caller.send("/v1/transfers", { body: text }), 400);
    expectProblem(await transfer({ amount: secret("amount") }), 400);
    expectProblem(await transfer({ description: `${secret("nul")}\u0000` }), 400);
    expectProblem(await transfer({ currency: secret("currency") }), 400);
    expectProblem(await transfer({ debit_account: secret("id") }), 400);
    expectProblem(await transfer({}, `${secret("key")} with spaces`), 400);
    const long = secret("long").repeat(100_000);
    expectProblem(await transfer({ description: long }), 413);
    const headers = { "content-type": `text/${MARKER}` };
    expectProblem(await caller.send("/v1/transfers", { body: text, headers }), 415);
    expectProblem(await caller.get(`/v1/transfers?cursor=${secret("cursor")}`), 400);
    // A path is logged as it was asked for, without what looks like somebody's account or card.
    for (const number of [IBAN, CARD]) {
      const path = `/v1/accounts/by-number/${number}?a=${secret("query")}`;
      expectProblem(await caller.get(path), 404);
      expectProblem(await caller.get(`/v1/nowhere/${number}?a=${secret("query")}`), 404);
    }
    await nothingLeaked([]);
  });

  test("of somebody who is not believed, or may not do it", async () => {
    const { tenant } = caller;
    for (const token of [secret("token"), `${caller.token}${MARKER}`, `${MARKER} ${MARKER}`]) {
      expectProblem(await callerOf(payments.url, tenant, token).post("/v1/transfers", NOTES), 401);
    }
    const nobody = await payments.caller({ tenant, permissions: [secret("permission")] });
    expectProblem(await nobody.post("/v1/transfers", NOTES, secret("key")), 403);
    await nothingLeaked(partsOf(nobody.token));
  });

  test("that the database fails at with all of its row", async () => {
    const fail = `check (description not like '%${MARKER}%') not valid`;
    await sql(surroundings.database, `alter table payments.transfer add constraint no ${fail}`);
    const answer = await transfer();
    expectProblem(answer, 500);
    expect(answer.text).not.toMatch(/constraint|transfer_|payments\.|check/u);
    await sql(surroundings.database, "alter table payments.transfer drop constraint no");
    const { trace_id: trace } = answer.json;
    expect(lines.filter((line) => line.includes(trace)).join("\n")).toMatch(/constraint/u);
    await nothingLeaked([]);
  });

  test("that is paid to the outside, also where the rail says nothing", async () => {
    const by = await paying(caller);
    const names = {
      creditor: { name: secret("creditor"), account: "TEST-SETTLE" },
      debtor: { name: secret("debtor"), account: IBAN },
      reference: secret("reference"),
    };
    const first = paymentTo("TEST-SETTLE", by, names);
    expect((await caller.post("/v1/payments", first, secret(randomUUID()))).status).toBe(202);
    await comesTo(caller, first.id, "settled");
    await rail.kill();
    const second = paymentTo("TEST-SETTLE", by, names);
    expect((await caller.post("/v1/payments", second, secret(randomUUID()))).status).toBe(202);
    await expect.poll(() => lines.join("\n")).toContain("the rail gave no answer");
    await nothingLeaked([]);
    await rail.revive();
    await comesTo(caller, second.id, "settled");
    await nothingLeaked([]);
  });
});
