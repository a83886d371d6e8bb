import { randomBytes, randomUUID } from "node:crypto";

import { inMemoryEventStore } from "@holdfast/cqrs/event-store";
import { handleCommands } from "@holdfast/cqrs/handling";
import {
  inMemoryWrappedKeys,
  localTenantKeys,
  sealedStore,
  Sealing,
  shred,
  subjectKeys,
} from "@holdfast/erasure";

import { customer, customerEvents, customerPersonal } from "./customers.ts";

/** What is read of Ann before she is erased, and after. */
export async function eraseAnn(): Promise<readonly unknown[]> {
  const nowMs = Date.now;
  const tenantKey = randomBytes(32); // In production: a key management service.
  const tenantKeys = localTenantKeys(async () => [tenantKey], randomBytes);
  const keys = subjectKeys({ wrapped: inMemoryWrappedKeys(), tenantKeys, randomBytes, nowMs });
  const log = inMemoryEventStore({ nowMs, newEventId: randomUUID });
  const personal = [customerPersonal];
  const sealing = new Sealing({ personal, keys, randomBytes, newEventId: randomUUID });
  const store = sealedStore(log, sealing);

  const tenant = "00000000-0000-0000-0000-000000000000";
  const stream = { tenant, streamId: "customer-42" };
  const { handle } = handleCommands(customer, {
    store,
    context: () => undefined,
    random: Math.random,
    sleep: async () => undefined,
    generation: () => keys.generation(),
    ...customerEvents,
  });
  const ann = { customerId: "ann-1", name: "Ann", street: "1 Lane", phones: [] };
  await handle({ ...stream, commandId: "key:1", command: { type: "Register", ...ann } });

  const before = await store.loadStream(stream);
  const forgetSnapshots = async () => undefined;
  await shred({ tenant, subjectId: "ann-1" }, { keys, store: log, forgetSnapshots });
  const after = await store.loadStream(stream);
  return [...before.events, ...after.events];
}
