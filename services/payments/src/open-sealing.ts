import { hkdfSync, randomBytes } from "node:crypto";

import { localTenantKeys, nothingPersonal, Sealing, subjectKeys } from "@holdfast/erasure";
import type { KernelOptions } from "@holdfast/kernel";
import { postgresWrappedKeys, unfinishedErasures } from "@holdfast/postgres/erasure";
import { postgresEventStore, uuidV7Source } from "@holdfast/postgres/event-store";
import { PROCESS_EVENT_TYPES } from "@holdfast/processes";

import { paymentPersonal, wantedPersonal } from "./adapters/sealing/payment-personal.ts";
import type { Pools } from "./open-pools.ts";
import { KEYS_SCHEMA, SCHEMA } from "./schema.ts";
import type { Secrets } from "./secrets.ts";

const KEY_BYTES = 32;

/** Seals names by a key for each person, and finishes erasures that died half-way. */
export function openSealing(
  { database, systemDatabase }: Pools,
  { tenantKey }: Pick<Secrets, "tenantKey">,
): Required<Pick<KernelOptions, "sealing" | "unfinishedErasures">> {
  const wrapped = postgresWrappedKeys({ database, systemDatabase, schema: KEYS_SCHEMA });
  const tenantKeys = localTenantKeys(async (tenant) => [keyOf(tenantKey, tenant)], randomBytes);
  const keys = subjectKeys({ wrapped, tenantKeys, randomBytes, nowMs: Date.now });
  const personal = [paymentPersonal, wantedPersonal, nothingPersonal(PROCESS_EVENT_TYPES)];
  const newEventId = uuidV7Source(Date.now);
  return {
    sealing: new Sealing({ personal, keys, randomBytes, newEventId }),
    async unfinishedErasures() {
      await using store = postgresEventStore({ database: systemDatabase, schema: SCHEMA });
      const place = { systemDatabase, schema: SCHEMA, keysSchema: KEYS_SCHEMA };
      return await unfinishedErasures({ ...place, keys, store })();
    },
  };
}

/** A key of a tenant's own, so that what is wrapped for one does not open for another. */
function keyOf(secret: Uint8Array, tenant: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", secret, "", `payments tenant ${tenant}`, KEY_BYTES));
}
