import type { Database } from "@holdfast/postgres";
import { fileWitness, openNotary } from "@holdfast/postgres/notary";
import type { Metrics } from "@holdfast/telemetry";

import { auditProofs } from "./adapters/postgres/audit-proofs.ts";
import { NotaryState } from "./application/notary-state.ts";
import type { Pools } from "./open-pools.ts";
import { SCHEMA } from "./schema.ts";
import type { Secrets } from "./secrets.ts";

/** The notary of the ledger's log, with a witness in a file, and what it proves. */
export function openLedgerNotary(
  {
    readDatabase,
    systemDatabase,
  }: Pick<Pools, "readDatabase"> & { readonly systemDatabase: Database },
  { signer, verifier, verifierKey, witnessPath }: Secrets,
  { metrics, everyMs }: { readonly metrics: Metrics; readonly everyMs: number },
) {
  const believed = { origin: signer.name, verifiers: [verifier] };
  const place = { systemDatabase, schema: SCHEMA };
  const notary = openNotary({
    ...believed,
    database: systemDatabase,
    schema: SCHEMA,
    signer,
    witness: fileWitness({ ...believed, path: witnessPath }),
    everyMs,
    nowMs: Date.now,
  });
  const notaryState = new NotaryState();
  metrics.gauge({
    name: "payments_notary_refused",
    help: "1 when the log is not what was signed, and nothing is signed any more",
    collect: (gauge) => gauge.set(notaryState.isRefused ? 1 : 0),
  });
  const ensureSound = (): void => notaryState.ensureSound();
  const proofs = auditProofs({
    ...place,
    database: readDatabase,
    notary,
    verifierKey,
    ensureSound,
  });
  return { notary, notaryState, proofs };
}
