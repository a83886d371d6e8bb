import { hash, randomUUID } from "node:crypto";

import { fingerprintOf } from "@holdfast/http/idempotency";
import { backedUp } from "@holdfast/postgres/testing";
import { leafHash, verifyInclusion } from "@holdfast/transparency";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { everyRow, sql } from "./log-of.ts";
import { AMOUNT, comesTo, type Paying, paymentTo } from "./paying.ts";
import { openPaymentStage, type PaymentStage } from "./payment-stage.ts";
import { shred } from "./shred.ts";
import { startPayments } from "./start-payments.ts";

const MARKER = "Marker7c1f";
const PATIENCE = { timeout: 30_000, interval: 100 };

let stage: PaymentStage;
beforeAll(async () => {
  stage = await openPaymentStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

let by: Paying;
let key = "";
let body: ReturnType<typeof paymentTo>;
beforeEach(async () => {
  by = await stage.newPayer();
  key = randomUUID();
  body = paymentTo("TEST-SETTLE", by, {
    creditor: { name: `Ada ${MARKER}`, account: `DE${MARKER}` },
    debtor: { name: `Charles ${MARKER}`, account: `GB${MARKER}` },
    reference: `for ${MARKER}`,
  });
  await by.caller.post("/v1/payments", body, key);
  await comesTo(by.caller, body.id, "settled");
});
afterEach(async () => {
  await stage.expectMoney(by, { paid: AMOUNT });
  stage.isOver(AMOUNT);
});

const path = (): string => `/v1/payments/${body.id}`;

async function erase(subject: string): Promise<void> {
  const { tenant } = by.caller;
  expect(await shred(stage.surroundings, { subject, tenant })).toEqual({ code: 0, stderr: "" });
}

/** Rows of any table, files of a backup, lines of the log and of the metrics that tell of the marker. */
async function told(): Promise<readonly string[]> {
  const { database } = stage.surroundings;
  const rows = await everyRow(database);
  expect(rows.length).toBeGreaterThan(20);
  const place = { url: database.adminUrl, service: "payments", schema: "payments" };
  const backup = [...(await backedUp(place))].map(([name, text]) => `${name}: ${text}`);
  // What is searched is what is kept: the payment stands there by its id.
  expect(backup.join("\n")).toContain(body.id);
  const metrics = await (await fetch(`${stage.payments.url}/metrics`)).text();
  expect(metrics).toContain("holdfast_commands_total");
  const all = [...rows, ...backup, ...stage.lines, ...metrics.split("\n")];
  return all.filter((each) => each.includes(MARKER));
}

/** What proves that the request of the payment is in the log that was signed, as it stands there. */
async function proof() {
  const { data } = (await by.caller.get("/v1/audit?action=payment.request")).json;
  const at = `/v1/audit/proofs/inclusion?event=${data[0].event}`;
  await expect.poll(async () => (await by.caller.get(at)).status, PATIENCE).toBe(200);
  const { json } = await by.caller.get(at);
  const { index, leaf, size, root, hashes } = json;
  expect(verifyInclusion({ index, leaf, size, root, proof: hashes })).toEqual({ ok: true });
  expect(leafHash(Buffer.from(json.entry))).toBe(leaf);
  return { index, leaf, entry: json.entry };
}

/** Keys of the tenant's people that could still open something. */
function keysLeft(): Promise<readonly object[]> {
  return sql(
    stage.surroundings.database,
    `select subject_id from payments_keys.subject_keys
     where tenant_id = $1 and wrapped_key is not null and subject_id <> '$commands'`,
    [by.caller.tenant],
  );
}

/** Waits until parties are told like this: other processes forget keys a moment later than the one that destroys them. */
async function shownAs(creditor: object, debtor: object): Promise<void> {
  const look = async () => (await by.caller.get(path())).json;
  await expect.poll(look, PATIENCE).toMatchObject({ id: body.id, creditor, debtor });
}

const ERASED = { erased: true };

describe("names", () => {
  it("are told by the service, and stand in no table or backup, nor in what it logs and measures", async () => {
    await shownAs(body.creditor, body.debtor);
    expect(stage.lines).not.toEqual([]);
    expect(await told()).toEqual([]);
  });

  it("cannot be guessed from the memory of commands", async () => {
    const guess = fingerprintOf("POST", "/v1/payments", body);
    const rows = await sql<{ fingerprint: string; result: string | null }>(
      stage.surroundings.database,
      `select encode(fingerprint, 'hex') as fingerprint, result::text as result
       from payments.commands where tenant_id = $1 and command_id = $2`,
      [by.caller.tenant, `key:${key}`],
    );
    expect(rows).toHaveLength(1);
    const kept = JSON.stringify(rows);
    for (const form of ["hex", "base64url"] as const) {
      expect(kept).not.toContain(hash("sha256", guess, form));
    }
    expect(kept).not.toContain(guess);
    // And a key that was used is still known from a new one.
    const other = await by.caller.post("/v1/payments", { ...body, reference: "other" }, key);
    expect([other.status, other.json.code]).toEqual([422, "idempotency_key_reused"]);
  });
});

describe("somebody who was erased", () => {
  it("is told of no more, and what was paid and proved is as it was", async () => {
    const before = await proof();
    await erase(body.id);
    await shownAs(ERASED, body.debtor);
    await erase(by.payer);
    await shownAs(ERASED, ERASED);
    expect((await by.caller.get(path())).text).not.toContain(MARKER);
    expect(await told()).toEqual([]);
    expect(await keysLeft()).toEqual([]);
    expect(await proof()).toEqual(before);
    const trial = (await by.caller.get("/v1/ledgers/USD/trial-balance?verify=true")).json;
    expect(trial).toMatchObject({ verification: { differences: [] } });
  });

  it("is not written about again, while requests that were done stay done", async () => {
    await erase(by.payer);
    await shownAs(body.creditor, ERASED);
    const again = await by.caller.post("/v1/payments", body, key);
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect(again.json).toMatchObject({ id: body.id, debtor: ERASED });
    const sameId = await by.caller.post("/v1/payments", body);
    expect([sameId.status, sameId.json.code]).toEqual([
      409,
      "payment_exists_with_different_content",
    ]);
    const anew = await by.caller.post("/v1/payments", { ...body, id: randomUUID() });
    expect([anew.status, anew.json.code]).toEqual([422, "subject_erased"]);
    const { data } = (await by.caller.get("/v1/audit?result=refused")).json;
    expect(data.at(-1)).toMatchObject({ action: "payment.request", error_code: "subject_erased" });
  });

  it("is told of at the next start, where whoever erased died in between", async () => {
    const { database } = stage.surroundings;
    await sql(
      database,
      `update payments_keys.subject_keys set wrapped_key = null, destroyed_at = now()
       where tenant_id = $1 and subject_id = $2`,
      [by.caller.tenant, by.payer],
    );
    await using _next = await startPayments(stage.surroundings);
    const erasures = () =>
      sql(
        database,
        `select data ->> 'subjectId' as erased from payments.events
         where tenant_id = $1 and category = 'erasure'`,
        [by.caller.tenant],
      );
    await expect.poll(erasures, PATIENCE).toEqual([{ erased: by.payer }]);
  });
});
