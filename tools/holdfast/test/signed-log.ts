import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { runSubscription } from "@holdfast/cqrs/subscriptions";
import { postgresSubscriptions } from "@holdfast/postgres/event-store";
import { fileWitness, openNotary } from "@holdfast/postgres/notary";
import { generateKey, parseSignerKey, parseVerifierKey } from "@holdfast/transparency";

import type { OperatorStage } from "./operator-stage.ts";

const origin = "example.com/ledger";
const keys = generateKey(origin, (size) => Buffer.alloc(size, 7));
const [signer, verifier] = [parseSignerKey(keys.signerKey), parseVerifierKey(keys.verifierKey)];
if (typeof signer === "string" || typeof verifier === "string") throw new TypeError("no key");
const sealing = { origin, signer, verifiers: [verifier] };

/** The public key of the log in tests, and one that is not its. */
export const KEY = keys.verifierKey;
export const FOREIGN_KEY = generateKey(origin, (size) => Buffer.alloc(size, 8)).verifierKey;
export const SECRET_KEY = keys.signerKey;

/** Signs a log as far as it has got, and shows it to a witness in a file. */
export async function signLog({ system }: OperatorStage, witnessPath: string): Promise<void> {
  const place = { database: system, schema: "ledger" };
  const witness = fileWitness({ ...sealing, path: witnessPath });
  const notary = openNotary({ ...sealing, ...place, witness, everyEvents: 1, nowMs: () => 0 });
  const over = new AbortController();
  await runSubscription(notary.subscription, {
    store: postgresSubscriptions(place),
    owner: "the notary",
    nowMs: () => performance.now(),
    // The first rest is at the end of the log.
    sleep: async (ms, signal) => {
      if (ms === 0 || signal === undefined || signal.aborted) return;
      if (ms <= 1_000) over.abort();
      if (!signal.aborted) await once(signal, "abort");
    },
    signal: over.signal,
  });
  await notary.publish();
}

/** A folder of a test, which disposal removes. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "holdfast-operator-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
