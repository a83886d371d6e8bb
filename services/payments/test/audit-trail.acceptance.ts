import { hash, randomUUID } from "node:crypto";

import { fingerprintOf } from "@holdfast/http/idempotency";
import {
  leafHash,
  openCheckpoint,
  parseVerifierKey,
  verifyConsistency,
  verifyInclusion,
} from "@holdfast/transparency";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { moved, threeAccounts } from "./accounts-of.ts";
import {
  type Answer,
  type Caller,
  openSurroundings,
  type Payments,
  startPayments,
  type Surroundings,
} from "./start-payments.ts";

/** Whoever asks, as the trail tells it. */
const ANN = {
  sub: "ann",
  client_id: "development",
  ip_prefix: "127.0.0.0/24",
  auth_method: "jwt",
};

let surroundings: Surroundings;
let payments: Payments;
let caller: Caller;
let accounts: Awaited<ReturnType<typeof threeAccounts>>;
beforeAll(async () => {
  surroundings = await openSurroundings();
  payments = await startPayments(surroundings, { NOTARY_EVERY: "100ms" });
});
afterAll(async () => {
  await payments[Symbol.asyncDispose]();
  await surroundings[Symbol.asyncDispose]();
});
beforeEach(async () => {
  caller = await payments.caller();
  accounts = await threeAccounts(caller);
});

/** All records, page by page. */
async function walked(query = "limit=100"): Promise<readonly Answer["json"][]> {
  const records: unknown[] = [];
  for (let cursor = ""; ;) {
    const answer = await caller.get(`/v1/audit?${query}${cursor}`);
    expect(answer.status).toBe(200);
    records.push(...answer.json.data);
    if (!answer.json.has_more) return records;
    cursor = `&cursor=${answer.json.next_cursor}`;
  }
}

describe("the trail", () => {
  test("has one record of each command, done or refused, in their order", async () => {
    const { house, ann, bob } = accounts;
    const pair = { debit_account: ann, credit_account: bob };
    const { json: done } = await caller.post("/v1/transfers", { ...pair, amount: "7" }, "my-key");
    const refused = { ...pair, amount: "9999" };
    await caller.post("/v1/transfers", refused);
    const transfers = [
      { ...pair, amount: "1" },
      { ...pair, amount: "2" },
    ];
    const { json: batch } = await caller.post("/v1/transfers/batch", { transfers });
    await caller.post(`/v1/accounts/${house}/freeze`, { reason: "ticket 4711" });
    const nobody = await payments.caller({ tenant: caller.tenant, permissions: [] });
    await nobody.get("/v1/accounts");
    const records = await walked();
    expect(records.map(({ action, result }) => `${action} ${result}`)).toEqual([
      "account.open success",
      "account.open success",
      "account.open success",
      "transfer.create success",
      "transfer.create success",
      "transfer.create refused",
      "transfer.batch success",
      "account.freeze success",
      expect.stringMatching(/ refused$/u),
    ]);
    expect(records[4]).toMatchObject({
      actor: ANN,
      resource: `transfer:${done.id}`,
      amount: "7",
      currency: "USD",
      before_version: 0,
      after_version: 1,
      idempotency_key_hash: hash("sha256", "my-key"),
      request_hash: fingerprintOf("POST", "/v1/transfers", { ...pair, amount: "7" }),
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/u),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/u),
    });
    expect(JSON.stringify(records)).not.toContain("my-key");
    expect(records[5]).toMatchObject({
      error_code: "insufficient_funds",
      actor: ANN,
      request_hash: fingerprintOf("POST", "/v1/transfers", refused),
      resource: `account:${ann}`,
    });
    expect(records[6].resource).toBe(`batch:${batch.results[0].transfer.batch_id}`);
    expect(records[7]).toMatchObject({
      reason: "ticket 4711",
      before_version: 1,
      after_version: 2,
    });
    expect(records[8]).toMatchObject({ error_code: "forbidden" });
    // Nothing but its head was read.
    expect(records[8]).not.toHaveProperty("request_hash");
    for (const limit of [1, 2, 4]) expect(await walked(`limit=${limit}`)).toEqual(records);
  });

  test("is filtered by action, resource, result and time", async () => {
    const { ann, bob } = accounts;
    const { json: done } = await caller.post("/v1/transfers", {
      debit_account: ann,
      credit_account: bob,
      amount: "7",
    });
    await caller.post("/v1/transfers", { debit_account: ann, credit_account: bob, amount: "9999" });
    await caller.post(`/v1/accounts/${ann}/freeze`, { reason: "test" });
    expect(await walked("action=transfer.create")).toHaveLength(3);
    expect(await walked("action=transfer.create&result=refused")).toHaveLength(1);
    expect(await walked("result=success&limit=1")).toHaveLength(6);
    const ofAnn = await walked(`resource=account:${ann}`);
    expect(ofAnn.map(({ action }) => action)).toEqual([
      "account.open",
      "transfer.create",
      "account.freeze",
    ]);
    expect(await walked(`resource=transfer:${done.id}`)).toHaveLength(1);
    const all = await walked();
    const { timestamp } = all[4];
    const isBefore = (each: { readonly timestamp: string }): boolean => each.timestamp < timestamp;
    expect(await walked(`to=${timestamp}&limit=2`)).toEqual(all.filter(isBefore));
    expect(await walked(`from=${timestamp}&limit=2`)).toEqual(
      all.filter((each) => !isBefore(each)),
    );
    const far = "2190-01-01T00:00:00Z";
    expect(await walked(`from=${far}`)).toEqual([]);
    expect(await walked(`to=${far}`)).toEqual(all);
  });
});

test("uses of force are found by their action, done or refused", async () => {
  const { house, ann, bob } = accounts;
  const { id } = await moved(caller, [ann, bob], "7");
  await moved(caller, [bob, house], "7");
  const path = `/v1/transfers/${id}/reverse`;
  const weak = await payments.caller({
    tenant: caller.tenant,
    permissions: ["write:transfer"],
  });
  const body = { reason: "ticket 4711" };
  const answers = [
    await caller.post(path, body),
    await weak.post(path, { ...body, force: true }),
    await caller.post(path, { ...body, force: true }),
    await caller.post(path, { ...body, force: true }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([422, 403, 201, 422]);
  const forced = await walked("action=transfer.reverse_forced");
  expect(forced.map(({ result, error_code, resource }) => [result, error_code, resource])).toEqual([
    ["refused", "forbidden", path],
    ["success", undefined, `transfer:${answers[2]?.json.id}`],
    ["refused", "exceeds_reversible_amount", `transfer:${id}`],
  ]);
  expect(forced[1]).toMatchObject({ actor: { sub: "ann" }, reason: "ticket 4711", amount: "7" });
  expect(await walked("action=transfer.reverse")).toHaveLength(1);
});

describe("what was to be tried once, and failed,", () => {
  const once = { once: "attempt" };
  const told = (records: readonly Answer["json"][]) =>
    records.map(({ action, result, resource }) => [action, result, resource]);

  test("is one record by itself, however the trail is walked", async () => {
    const { ann, bob } = accounts;
    const pair = { debit_account: ann, credit_account: bob };
    const id = randomUUID();
    const answer = await caller.post("/v1/transfers", { id, ...pair, amount: "9999", ...once });
    expect([answer.status, answer.json.code]).toEqual([422, "insufficient_funds"]);
    for (const limit of [1, 2, 100]) {
      const records = await walked(`result=refused&limit=${limit}`);
      expect(told(records)).toEqual([["transfer.create", "refused", `account:${ann}`]]);
    }
    expect(await walked(`resource=transfer:${id}`)).toEqual([]);
  });

  test("is one record beside that of its batch, which tells of what was done", async () => {
    const { ann, bob } = accounts;
    const pair = { debit_account: ann, credit_account: bob };
    const failing = { ...pair, amount: "9999", ...once };
    const transfers = [failing, { ...pair, amount: "1" }, failing, { ...pair, amount: "2" }];
    const id = randomUUID();
    const answer = await caller.post("/v1/transfers/batch", { id, transfers });
    expect(answer.status).toBe(200);
    const refused = ["transfer.batch", "refused", `account:${ann}`];
    const done = ["transfer.batch", "success", `batch:${id}`];
    for (const limit of [1, 2, 100]) {
      const records = await walked(`action=transfer.batch&limit=${limit}`);
      expect(told(records)).toEqual([done, refused, refused]);
      expect(records[0].amount).toBe("1");
    }
    expect(told(await walked(`resource=batch:${id}`))).toEqual([done]);
    expect(told(await walked("action=transfer.batch&result=success"))).toEqual([done]);
  });

  test("many times, leaves the records beside it as they are", async () => {
    const { ann, bob } = accounts;
    const pair = { debit_account: ann, credit_account: bob };
    const failing = { ...pair, amount: "9999", ...once };
    const many = Array.from({ length: 998 }, () => failing);
    const transfers = [{ ...pair, amount: "1" }, ...many, { ...pair, amount: "2" }];
    for (const _ of [1, 2]) {
      expect((await caller.post("/v1/transfers/batch", { transfers })).status).toBe(200);
    }
    const records = await walked("action=transfer.batch&result=success&limit=100");
    expect(records.map(({ amount }) => amount)).toEqual(["1", "1"]);
    expect(await walked("action=transfer.batch&result=refused&limit=100")).toHaveLength(2 * 998);
  });
});

/** What the house has signed, once it speaks for the newest record. */
async function signed() {
  const { event } = (await walked()).at(-1);
  const path = `/v1/audit/proofs/inclusion?event=${event}`;
  await expect.poll(async () => (await caller.get(path)).status, { timeout: 20_000 }).toBe(200);
  const { json } = await caller.get("/v1/audit/checkpoints");
  const verifier = parseVerifierKey(json.verifier_key);
  if (typeof verifier === "string") throw new TypeError(verifier);
  return { heads: json.data, believed: { origin: verifier.name, verifiers: [verifier] } };
}

describe("proofs", () => {
  test("a tenant verifies each of its events against what was signed, and sees no other's", async () => {
    const { believed } = await signed();
    const { data } = (await caller.get("/v1/events")).json;
    expect(data).toHaveLength(4);
    for (const { id, cursor } of data) {
      const { json: proof } = await caller.get(`/v1/audit/proofs/inclusion?event=${cursor}`);
      const entry = JSON.parse(proof.entry);
      expect(entry).toMatchObject({ eventId: id, tenant: caller.tenant });
      expect(leafHash(Buffer.from(proof.entry))).toBe(proof.leaf);
      const { index, leaf, size, root, hashes } = proof;
      expect(verifyInclusion({ index, leaf, size, root, proof: hashes })).toEqual({ ok: true });
      expect(openCheckpoint(proof.checkpoint, believed)).toMatchObject({ size, root });
      const forged = leafHash(Buffer.from(proof.entry.replace('"type":"', '"type":"X')));
      const claim = { index, leaf: forged, size, root, proof: hashes };
      expect(verifyInclusion(claim)).toMatchObject({ ok: false });
    }
    const other = await payments.caller();
    const theirs = await other.get(`/v1/audit/proofs/inclusion?event=${data[0].cursor}`);
    expect([theirs.status, theirs.json.code]).toEqual([404, "event_not_found"]);
  });

  test("a log has only grown between two checkpoints", async () => {
    const first = await signed();
    await moved(caller, [accounts.ann, accounts.bob], "1");
    const later = await signed();
    const [from, to] = [first.heads[0], later.heads[0]];
    expect(from.size).toBeLessThan(to.size);
    const path = `/v1/audit/proofs/consistency?from=${from.size}&to=${to.size}`;
    const { json } = await caller.get(path);
    expect(verifyConsistency({ from, to, proof: json.hashes })).toEqual({ ok: true });
    const wrong = { ...from, root: to.root };
    expect(verifyConsistency({ from: wrong, to, proof: json.hashes })).toMatchObject({ ok: false });
    const beyond = `/v1/audit/proofs/consistency?from=1&to=${to.size + 1_000_000}`;
    expect((await caller.get(beyond)).json.code).toBe("not_in_tree");
  });

  test("checkpoints come page by page, the newest first, each signed", async () => {
    const { heads, believed } = await signed();
    expect(heads.length).toBeGreaterThan(1);
    const first = (await caller.get("/v1/audit/checkpoints?limit=1")).json;
    const second = (await caller.get(`/v1/audit/checkpoints?limit=1&cursor=${first.next_cursor}`))
      .json;
    expect(second.data[0].size).toBeLessThan(first.data[0].size);
    for (const { size, root, checkpoint } of heads) {
      expect(openCheckpoint(checkpoint, believed)).toMatchObject({ size, root });
    }
  });
});
