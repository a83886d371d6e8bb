import { randomBytes } from "node:crypto";

import { localTenantKeys, type SubjectAddress, subjectKeys } from "@holdfast/erasure";
import { migrate } from "@holdfast/postgres";
import { postgresWrappedKeys, subjectKeyMigrations } from "@holdfast/postgres/erasure";

import type { OperatorStage } from "./operator-stage.ts";

/** Makes the schema of keys if there is none. */
export async function makeKeysSchema({ server }: OperatorStage): Promise<void> {
  const place = { service: "ledger", schema: "ledger_keys" };
  await migrate({ url: server.adminUrl, ...place, ...subjectKeyMigrations });
}

/** A key for somebody, in the schema of keys, which is made if there is none. */
export async function sealedFor(stage: OperatorStage, subject: SubjectAddress) {
  await makeKeysSchema(stage);
  const { system } = stage;
  const wrapped = postgresWrappedKeys({
    database: system,
    systemDatabase: system,
    schema: "ledger_keys",
  });
  const tenantKeys = localTenantKeys(async () => [Buffer.alloc(32, 7)], randomBytes);
  const keys = subjectKeys({ wrapped, tenantKeys, randomBytes, nowMs: Date.now });
  return { wrapped, key: await keys.forWriting(subject) };
}
