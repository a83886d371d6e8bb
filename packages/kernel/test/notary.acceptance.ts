import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openKernel } from "@holdfast/kernel";
import { openDatabase } from "@holdfast/postgres";
import { fileWitness, openNotary, verifyLog } from "@holdfast/postgres/notary";
import { testDatabase } from "@holdfast/postgres/testing";
import { generateKey, parseSignerKey, parseVerifierKey } from "@holdfast/transparency";
import { expect, test } from "vitest";

const tenant = "00000000-0000-0000-0000-000000000000";
const origin = "ledger.example";

async function openStage() {
  await using held = new AsyncDisposableStack();
  const place = { service: "ledger", schema: "ledger", hasEventStore: true };
  const server = held.use(await testDatabase(place));
  const open = (url: string) => held.use(openDatabase({ url, applicationName: "test" }));
  const [database, systemDatabase] = [open(server.url), open(server.systemUrl)];
  const admin = open(server.adminUrl);
  const folder = await mkdtemp(join(tmpdir(), "holdfast-notary-"));
  held.defer(() => rm(folder, { recursive: true, force: true }));
  const pair = generateKey(origin);
  const [signer, verifier] = [parseSignerKey(pair.signerKey), parseVerifierKey(pair.verifierKey)];
  if (typeof signer === "string" || typeof verifier === "string") {
    throw new RangeError("a new key cannot be read");
  }
  const keys = { origin, signer, verifiers: [verifier] };
  const path = join(folder, "checkpoints");
  const witness = fileWitness({ ...keys, path });
  const options = { ...keys, database: systemDatabase, schema: "ledger", witness, nowMs: Date.now };
  const kernel = held.use(openKernel({ database, systemDatabase, schema: "ledger" }));
  const say = async (id: string) => {
    const commands = [{ commandId: id, events: [{ type: "Said", id }] }];
    await kernel.store.append({ tenant, streamId: "log-1", expect: "any", commands });
  };
  const stop = held.move();
  return {
    kernel,
    witness,
    say,
    admin,
    notary: openNotary({ ...options, everyEvents: 2, everyMs: 50 }),
    verify: () => verifyLog(options),
    [Symbol.asyncDispose]: () => stop.disposeAsync(),
  };
}

test("what is appended is signed and witnessed, and a log that was changed is refused at the next start", async () => {
  await using stage = await openStage();
  const { kernel, notary, say } = stage;
  const stop = new AbortController();
  const running = kernel.runNotary(notary, { owner: "notary-1", signal: stop.signal });
  for (const id of ["a", "b", "c"]) await say(id);
  await expect
    .poll(async () => (await notary.latestCheckpoint())?.size, { timeout: 20_000 })
    .toBe(3);
  await expect.poll(() => stage.witness.latest(), { timeout: 20_000 }).toContain(`${origin}\n3\n`);
  stop.abort();
  await running;
  expect(await stage.verify()).toMatchObject({ ok: true });
  await stage.admin.query({
    text: `set session_replication_role = replica;
      delete from ledger.tree_heads where size = 3; delete from ledger.events where position = 3;
      update ledger.log_head set position = 2; update ledger.subscriptions set position = 2;
      reset session_replication_role`,
  });
  const again = kernel.runNotary(notary, {
    owner: "notary-2",
    signal: new AbortController().signal,
  });
  await expect(again).rejects.toMatchObject({
    name: "NotaryRefused",
  });
});

test("a notary whose database is away waits for it", async () => {
  await using stage = await openStage();
  const stop = new AbortController();
  let checks = 0;
  const check = async (): Promise<void> => {
    checks += 1;
    if (checks === 2) return stop.abort();
    // Ends its own session, as a server that goes away does.
    await stage.admin.query({ text: "select pg_terminate_backend(pg_backend_pid())" });
  };
  const running = { owner: "notary-3", signal: stop.signal };
  await stage.kernel.runNotary({ ...stage.notary, check }, running);
  expect(checks).toBe(2);
});
