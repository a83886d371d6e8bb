import type { Expectation } from "@holdfast/cqrs/event-store";
import type { Transaction } from "@holdfast/postgres";
import type { PostgresEventStore } from "@holdfast/postgres/event-store";

import type { Events } from "../../application/history.ts";
import { chainSyncEvents } from "../../domain/chain-sync-events.ts";
import { checkTaken } from "./check-taken.ts";

/** The service has no tenants. */
export const MIRROR_TENANT = "00000000-0000-0000-0000-000000000000";

/** The stream of one chain's mirror: all that has happened to it. */
export function mirrorStream(chainId: string): string {
  return `chain-${chainId}`;
}

/** The log of one chain's mirror. */
export type MirrorLog = { readonly store: PostgresEventStore; readonly chainId: string };

/** What was written, and the events of the mirror's stream that tell of it. */
export type Told<T> = { readonly result: T; readonly events: Events };

/** Commits what `work` writes together with the events that tell of it. Throws, and takes all back, if the log refuses. */
export async function tellMirror<T>(
  { store, chainId }: MirrorLog,
  expect: Expectation,
  work: (tx: Transaction) => Promise<Told<T> & { readonly commandId: string }>,
): Promise<Told<T>> {
  let told: Told<T> | undefined;
  const stream = { tenant: MIRROR_TENANT, streamId: mirrorStream(chainId) };
  const [outcome] = await store.writeBatch([chainId], async (tx) => {
    const { commandId, ...written } = await work(tx);
    told = written;
    const { schemaVersions } = chainSyncEvents;
    const command = { commandId, events: written.events, schemaVersions };
    return [{ ...stream, expect, commands: [command] }];
  });
  checkTaken(outcome);
  if (told === undefined) throw new RangeError("the log took what nobody wrote");
  return told;
}
