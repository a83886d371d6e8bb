import { createHash } from "node:crypto";

import { toJsonText } from "@holdfast/cqrs";
import { type EventStore, inMemoryEventStore } from "@holdfast/cqrs/event-store";
import { handleCommands, type HandlingOptions } from "@holdfast/cqrs/handling";
import {
  inMemoryWrappedKeys,
  localTenantKeys,
  type PersonalFields,
  sealedStore,
  Sealing,
  type SubjectKeys,
  subjectKeys,
  type WrappedKeys,
} from "@holdfast/erasure";

import {
  customer,
  type CustomerCommand,
  type CustomerEvent,
  customerEvents,
  customerPersonal,
} from "../examples/customers.ts";

export const tenant = "00000000-0000-0000-0000-000000000001";
export const streamId = "customer-1";
export const stream = { tenant, streamId };
/** Nothing is kept beside the log that an erasure would have to forget. */
export const forgetSnapshots = async () => undefined;
export const ann = "5f1d2c3b-0000-4000-8000-00000000000a";
export const bob = "5f1d2c3b-0000-4000-8000-00000000000b";

/** Bytes that look like chance and are the same in each run. */
export function seededBytes(seed: string): (size: number) => Buffer {
  let count = 0;
  return (size) => {
    count += 1;
    const hash = (part: number) => createHash("sha256").update(`${seed} ${count} ${part}`).digest();
    const parts = Array.from({ length: Math.ceil(size / 32) }, (_, part) => hash(part));
    return Buffer.concat(parts).subarray(0, size);
  };
}

let ids = 0;
export function newEventId(): string {
  ids += 1;
  return `00000000-0000-7000-8000-${String(ids).padStart(12, "0")}`;
}

/** Keys over some storage, as one process has them. */
export function keysOver(
  wrapped: WrappedKeys,
  options: {
    readonly nowMs?: () => number;
    readonly seed?: string;
    readonly sizeMax?: number;
  } = {},
): SubjectKeys {
  const { nowMs = () => 0, seed = "process", sizeMax = 10_000 } = options;
  const tenantKeys = localTenantKeys(async () => [Buffer.alloc(32, 7)], seededBytes("wrapping"));
  const clocks = { nowMs, monotonicMs: nowMs };
  return subjectKeys({ wrapped, tenantKeys, randomBytes: seededBytes(seed), ...clocks, sizeMax });
}

/** A log in memory, and the same as its callers see it. */
export function openSealed(personal: readonly PersonalFields[] = [customerPersonal]) {
  const wrapped = inMemoryWrappedKeys();
  const keys = keysOver(wrapped);
  const log = inMemoryEventStore({ nowMs: () => 0, newEventId });
  const sealing = new Sealing({ personal, keys, randomBytes: seededBytes("nonces"), newEventId });
  return { wrapped, keys, log, sealing, store: sealedStore(log, sealing) };
}

type Options = HandlingOptions<
  CustomerCommand,
  ReturnType<typeof customer.initialState>,
  CustomerEvent,
  void
>;

export function customers(store: EventStore, options: Partial<Options> = {}) {
  return handleCommands(customer, {
    store,
    context: () => undefined,
    random: () => 0,
    sleep: async () => undefined,
    ...customerEvents,
    ...options,
  });
}

export const registerAnn: CustomerCommand = {
  type: "Register",
  customerId: ann,
  name: "Ann Marker",
  street: "1 Marker Lane",
  phones: ["+41 Marker"],
};
export const referBob: CustomerCommand = { type: "Refer", friendId: bob, friendName: "Bob Sign" };

/** A command on its way to Ann's stream. */
export function toAnn(commandId: string, command: CustomerCommand) {
  return { ...stream, commandId, command };
}

/** All that the log holds, as text. */
export async function logText(log: EventStore): Promise<string> {
  return toJsonText(await log.readLog({ after: 0n, max: 1_000 }));
}

/** A log in which Ann has registered and referred Bob. */
export async function annRefersBob(answer?: () => unknown) {
  const stage = openSealed();
  const options = answer === undefined ? {} : { answer };
  const { handle } = customers(stage.store, options);
  await handle(toAnn("register", registerAnn));
  await handle(toAnn("refer", referBob));
  return stage;
}
