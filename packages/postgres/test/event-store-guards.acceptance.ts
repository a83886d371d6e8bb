import { createHash } from "node:crypto";

import { canonicalJson } from "@holdfast/cqrs";
import { exactly, type Expectation } from "@holdfast/cqrs/event-store";
import { afterAll, beforeAll, expect, test } from "vitest";

import { type Database, openDatabase } from "../src/index.ts";
import { type EventStoreStage, openStage } from "./event-store-stage.ts";

const tenant = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
const other = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb";
let stage: EventStoreStage;
let admin: Database;
let system: Database;
beforeAll(async () => {
  stage = await openStage();
  admin = openDatabase({ url: stage.server.adminUrl, applicationName: "test" });
  system = openDatabase({ url: stage.server.systemUrl, applicationName: "test" });
  for (const expect of ["absent", exactly(1), "any", "present"] as const) await say(tenant, expect);
  await say(other, "absent");
});
afterAll(async () => {
  await admin[Symbol.asyncDispose]();
  await system[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
});

let count = 0;

async function say(of: string, expect: Expectation): Promise<void> {
  count += 1;
  const events = [{ type: "Said", word: `grüße ${count}`, cents: 5n }];
  const commands = [{ commandId: `command-${count}`, events, schemaVersions: { Said: 2 } }];
  await stage.store.append({ tenant: of, streamId: "log-1", expect, commands });
}

const asApp = (text: string) => stage.database.query({ text: text.replaceAll("%", "ledger") });

test.each([
  "insert into %.events select * from %.events",
  "update %.events set type = 'Other'",
  "delete from %.events",
  "truncate %.events",
  "select * from %.streams",
  "select * from %.commands",
  "select * from %.snapshots",
  "insert into %.snapshots select * from %.snapshots",
  "select * from %.log_head",
  "update %.log_head set position = 0",
  "alter table %.events disable trigger all",
  "drop function %.append_batch",
  "drop function %.append_batch_after",
])("the role of requests may not: %s", async (sql) => {
  await expect(asApp(sql)).rejects.toMatchObject({ code: "42501" });
});

test.each(["update %.events set type = 'Other'", "delete from %.events", "truncate %.events"])(
  "not even a superuser changes the log by mistake: %s",
  async (sql) => {
    const changed = admin.query({ text: sql.replaceAll("%", "ledger") });
    await expect(changed).rejects.toMatchObject({ code: "23001" });
  },
);

test("a session without a tenant sees no events, and one with a tenant only its own", async () => {
  expect((await asApp("select from %.events")).rowCount).toBe(0);
  const seen = await stage.database.transaction(async (tx) => {
    await tx.query({ text: "select set_config('app.tenant_id', $1, true)", values: [other] });
    return tx.query({ text: "select tenant_id from ledger.events" });
  });
  expect(seen.rows).toEqual([{ tenant_id: other }]);
  // The setting that a transaction left behind is '', which is no uuid.
  expect((await asApp("select from %.events")).rowCount).toBe(0);
  expect(await stage.store.readLog({ after: 0n, max: 10 })).toEqual([]);
});

test("the role of subscriptions sees every tenant, and writes nothing", async () => {
  const { rows } = await system.query({
    text: "select distinct tenant_id from ledger.events order by 1",
  });
  expect(rows).toEqual([{ tenant_id: tenant }, { tenant_id: other }]);
  const written = system.query({ text: "update ledger.events set type = ''" });
  await expect(written).rejects.toMatchObject({ code: "42501" });
});

test("a leaf is the hash of what is stored, in the form of RFC 6962 and RFC 8785", async () => {
  const { rows } = await admin.query({
    text: `select tenant_id as tenant, stream_id as "streamId", version, event_id as "eventId", type,
             schema_version as "schemaVersion", data::text, meta::text, recorded_at as at,
             encode(leaf, 'hex') as leaf, leaf_has_version as "hasVersion"
           from ledger.events order by position`,
  });
  expect(rows.map(({ hasVersion }) => hasVersion)).toEqual([true, true, false, false, true]);
  for (const { data, meta, at, leaf, hasVersion, version, ...rest } of rows) {
    const sealed = {
      ...rest,
      data: JSON.parse(String(data)),
      meta: JSON.parse(String(meta)),
      recordedAt: at instanceof Date ? at.toISOString() : "",
      ...(hasVersion === true && { version }),
    };
    // The tagged bigint is an object to whoever does not know it, and stays the same text.
    const text = canonicalSorted(sealed);
    expect(createHash("sha256").update(`\0${text}`).digest("hex")).toBe(leaf);
  }
});

/** RFC 8785 by other means than the kernel's, for values without numbers that print differently. */
function canonicalSorted(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

test("what is stored is the canonical text, byte for byte", async () => {
  const fields = { z: 1, a: { ö: "\u2028", b: [1e21, -0] }, n: 12345678901234567890n };
  const commands = [{ commandId: "verbatim", events: [{ type: "Said", ...fields }] }];
  await stage.store.append({ tenant, streamId: "log-2", expect: "absent", commands });
  const { rows } = await admin.query({
    text: "select data::text from ledger.events where stream_id = 'log-2'",
  });
  expect(rows).toEqual([{ data: canonicalJson(fields) }]);
});

test.each(["repeatable read", "serializable"] as const)(
  "refuses to append in %s",
  async (isolation) => {
    const batch = Array(22).fill("'{}'").join(", ");
    const call = `select ledger.append_batch_after(null, null, null, ${batch})`;
    const appended = stage.database.transaction((tx) => tx.query({ text: call }), { isolation });
    await expect(appended).rejects.toMatchObject({ code: "25000" });
  },
);

test("a page of the log is read by its index, and not sorted", async () => {
  const explain = await system.transaction(async (tx) => {
    await tx.query({ text: "set local enable_seqscan = off" });
    const text = `explain select * from ledger.events
                  where events.position > 5 order by events.position limit 10`;
    return tx.query({ text });
  });
  const plan = explain.rows.map((row) => row["QUERY PLAN"]).join("\n");
  expect(plan).toContain("Index Scan using events_pkey");
  expect(plan).not.toContain("Sort");
});

test("positions stay gapless where nothing was accepted", async () => {
  const { rows: before } = await admin.query({ text: "select position from ledger.log_head" });
  await say(tenant, "absent");
  await Promise.all([say(tenant, exactly(77)), say(other, "absent")]);
  const { rows: after } = await admin.query({
    text: "select position, (select max(position) from ledger.events) as last from ledger.log_head",
  });
  expect(after).toEqual([{ position: before[0]?.["position"], last: before[0]?.["position"] }]);
});

test("one notification tells of a batch", async () => {
  const heard: string[] = [];
  const { promise: listening, resolve: onListening } = Promise.withResolvers<void>();
  const { promise: second, resolve: onSecond } = Promise.withResolvers<void>();
  const stop = new AbortController();
  const onNotify = (payload: string): void => {
    if (heard.push(payload) === 2) onSecond();
  };
  const ended = system.listen("ledger_events", { onNotify, onListening, signal: stop.signal });
  await listening;
  await Promise.all(Array.from({ length: 10 }, () => say(tenant, "any")));
  await say(tenant, "any");
  await second;
  stop.abort();
  await ended;
  const { rows } = await system.query({ text: "select max(position) as last from ledger.events" });
  const last = BigInt(String(rows[0]?.["last"]));
  expect(heard).toEqual([String(last - 1n), String(last)]);
});
