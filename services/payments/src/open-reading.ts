import { setTimeout as rest } from "node:timers/promises";

import { positionTokens } from "@holdfast/cqrs/position-token";
import { cursors } from "@holdfast/http/cursor";
import { fileWitness, openNotary } from "@holdfast/postgres/notary";
import type { Metrics } from "@holdfast/telemetry";

import { auditProofs } from "./adapters/postgres/audit-proofs.ts";
import { NotaryState } from "./application/notary-state.ts";
import { TenantBells } from "./application/tenant-bells.ts";
import type { Config } from "./config.ts";
import type { Pools } from "./open-pools.ts";
import { SCHEMA } from "./schema.ts";
import type { Secrets } from "./secrets.ts";

/** What the reading side stands on. */
export type ReadingParts = {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly pools: Pools;
  readonly metrics: Metrics;
};

/** Opens the keys of cursors, the bells of those who follow events, and the notary with what it proves. */
export function openReading({ config, secrets, pools, metrics }: ReadingParts) {
  const { cursorKey: secret } = secrets;
  const notary = notaryOf(pools, secrets, config.NOTARY_EVERY);
  const notaryState = new NotaryState();
  metrics.gauge({
    name: "payments_notary_refused",
    help: "1 when the log is not what was signed, and nothing is signed any more",
    collect: (gauge) => gauge.set(notaryState.isRefused ? 1 : 0),
  });
  return {
    bells: new TenantBells((ms, signal) => rest(ms, undefined, { signal })),
    tokens: { cursors: cursors([secret]), positions: positionTokens([{ id: 1, secret }]) },
    proofs: auditProofs({
      database: pools.readDatabase,
      systemDatabase: pools.systemDatabase,
      schema: SCHEMA,
      notary,
      verifierKey: secrets.verifierKey,
      ensureSound: () => notaryState.ensureSound(),
    }),
    notary,
    notaryState,
  };
}

/** The notary of the ledger's log, with a witness in a file. */
function notaryOf(
  { systemDatabase: database }: Pools,
  { signer, verifier, witnessPath: path }: Secrets,
  everyMs: number,
) {
  const believed = { origin: signer.name, verifiers: [verifier] };
  const witness = fileWitness({ ...believed, path });
  const place = { database, schema: SCHEMA };
  return openNotary({ ...believed, ...place, signer, witness, everyMs, nowMs: Date.now });
}
