import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { runToEnd } from "@holdfast/service-process";
import { generateKey, parseSignerKey, signNote } from "@holdfast/transparency";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { moved, threeAccounts } from "./accounts-of.ts";
import { openSurroundings, startPayments, type Surroundings } from "./start-payments.ts";

const HOLDFAST = new URL("../../../tools/holdfast/src/main.ts", import.meta.url);

/** Until something was signed and witnessed. */
const PATIENCE = { timeout: 30_000, interval: 100 };

let surroundings: Surroundings;
let folder = "";
let key = "";
/** Lines of the export: events, and checkpoints behind the last event that they speak for. */
let lines: readonly string[] = [];
beforeAll(async () => {
  surroundings = await openSurroundings();
  folder = surroundings.env["HOLDFAST_DATA_DIR"] ?? "";
  await using payments = await startPayments(surroundings, { NOTARY_EVERY: "100ms" });
  const caller = await payments.caller();
  const { ann, bob } = await threeAccounts(caller);
  // One checkpoint in the middle and one at the end, shown to the witness.
  for (const amount of ["1", "2"]) {
    await moved(caller, [ann, bob], amount);
    await moved(caller, [ann, bob], amount);
    const { data } = (await caller.get("/v1/events?limit=100")).json;
    const proof = `/v1/audit/proofs/inclusion?event=${data.at(-1).cursor}`;
    await vi.waitUntil(async () => (await caller.get(proof)).status === 200, PATIENCE);
  }
  const { json } = await caller.get("/v1/audit/checkpoints?limit=1");
  key = json.verifier_key;
  const [{ checkpoint }] = json.data;
  const seen = () => readFile(witness(), "utf8").catch(() => "");
  await vi.waitUntil(async () => (await seen()).includes(JSON.stringify(checkpoint)), PATIENCE);
  const env = { DATABASE_SYSTEM_URL: surroundings.database.systemUrl };
  const args = ["export", join(folder, "export"), "--schema", "payments"];
  const { code, stderr } = await runToEnd({ entry: HOLDFAST, args, env });
  if (code !== 0) throw new RangeError(stderr);
  lines = (await readFile(join(folder, "export"), "utf8")).trimEnd().split("\n");
}, 120_000);
afterAll(() => surroundings[Symbol.asyncDispose]());

const witness = (): string => join(folder, "payments", "checkpoints");

/** What the operator's program says of an export, without a database. */
async function verified(changed: readonly string[]) {
  const path = join(folder, "changed");
  await writeFile(path, changed.map((line) => `${line}\n`).join(""));
  const args = ["verify", "--export", path, "--key", key, "--witness", witness(), "--json"];
  const { code: exit, stdout } = await runToEnd({ entry: HOLDFAST, args });
  return { exit, ...JSON.parse(stdout) };
}

/** Where the event with this position, from 1, stands. */
function lineOf(position: number): number {
  const events = lines.flatMap((line, at) => (line.startsWith('{"checkpoint"') ? [] : [at]));
  return events[position - 1] ?? 0;
}

test("a log that is shorter than what was witnessed: nothing is proved, and asking again does not help", async () => {
  await using shorter = await openSurroundings();
  const env = { ...shorter.env, HOLDFAST_DATA_DIR: folder, NOTARY_EVERY: "100ms" };
  await using payments = await startPayments(surroundings, env);
  const caller = await payments.caller();
  await threeAccounts(caller);
  const path = "/v1/audit/checkpoints";
  await expect.poll(async () => (await caller.get(path)).status, PATIENCE).toBe(500);
  const { json, headers } = await caller.get(path);
  expect([json.code, json.retryable]).toEqual(["notary_refused", false]);
  expect(headers.has("retry-after")).toBe(false);
});

describe("an export is verified with the public key and what the witness keeps", () => {
  test("as it is", async () => {
    expect(await verified(lines)).toMatchObject({ exit: 0, ok: true, verified: 8, sealed: 8 });
  });

  test("an amount that was changed is placed between two checkpoints", async () => {
    const changed = lines.with(lineOf(8), (lines[lineOf(8)] ?? "").replace('"2"', '"9"'));
    expect(changed).not.toEqual(lines);
    const found = await verified(changed);
    expect(found).toMatchObject({ exit: 1, code: expect.stringMatching(/_root_differs$/u) });
    expect(found.position).toBeGreaterThan(1);
    expect([found.position <= 8, found.upTo]).toEqual([true, 8]);
  });

  test("an event that was dropped", async () => {
    const found = await verified(lines.toSpliced(lineOf(5), 1));
    expect([found.exit, found.position > 1, found.position <= 5, found.upTo >= 5]).toEqual([
      1,
      true,
      true,
      true,
    ]);
  });

  test("events that have changed places", async () => {
    const [one, other] = [lineOf(1), lineOf(2)];
    const changed = lines.with(one, lines[other] ?? "").with(other, lines[one] ?? "");
    expect(await verified(changed)).toMatchObject({ exit: 1, ok: false, position: 1 });
  });

  test("an end that was cut off, with the checkpoint that spoke for it", async () => {
    const found = await verified(lines.slice(0, lineOf(7)));
    expect(found).toMatchObject({ exit: 1, code: "witness_beyond_log", position: 7 });
  });

  test("a checkpoint that somebody else has signed", async () => {
    const [name = ""] = key.split("+");
    const signer = parseSignerKey(generateKey(name).signerKey);
    if (typeof signer === "string") throw new TypeError(signer);
    const changed = lines.map((line) => {
      const { checkpoint } = JSON.parse(line);
      if (typeof checkpoint !== "string") return line;
      const text = checkpoint.slice(0, checkpoint.indexOf("\n\n") + 1);
      return JSON.stringify({ checkpoint: signNote(text, [signer]) });
    });
    expect(changed).not.toEqual(lines);
    const found = await verified(changed);
    expect(found).toMatchObject({ exit: 1, code: "head_not_believed" });
    expect(found.position).toBeGreaterThan(0);
  });
});
