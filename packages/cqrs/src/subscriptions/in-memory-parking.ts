import type { StoredEvent } from "../event-store/stored-event.ts";
import type { ParkedEvent, SubscriptionStore } from "./subscription-store.ts";
import type { SubscriptionId } from "./subscription.ts";

/** What one subscription has put aside, and which of it somebody asked for. */
export type Parking = {
  readonly parked: Map<bigint, ParkedEvent>;
  readonly asked: Set<bigint>;
};

type Store = SubscriptionStore<unknown>;

/** The part of a store in memory that is about parked events. */
export function inMemoryParking(
  parkingOf: (id: SubscriptionId) => Parking | undefined,
  eventAt: (position: bigint) => Promise<StoredEvent | undefined>,
): Pick<Store, "parked" | "askReplay" | "replaysAsked" | "parkAgain"> {
  const inOrder = (id: SubscriptionId): readonly ParkedEvent[] =>
    [...(parkingOf(id)?.parked.values() ?? [])].toSorted((a, b) =>
      a.position < b.position ? -1 : 1,
    );
  return {
    parked: async (id, max, after = 0n) =>
      inOrder(id)
        .filter(({ position }) => position > after)
        .slice(0, max),
    async askReplay(address) {
      const row = parkingOf(address);
      if (row?.parked.has(address.position) !== true) return false;
      row.asked.add(address.position);
      return true;
    },
    async replaysAsked(id, max) {
      const [ready, waitedFor]: [bigint[], Set<string>] = [[], new Set()];
      for (const { position } of inOrder(id)) {
        const { tenant, streamId } = (await eventAt(position)) ?? { tenant: "", streamId: "" };
        const stream = `${tenant} ${streamId}`;
        if (parkingOf(id)?.asked.has(position) !== true) waitedFor.add(stream);
        else if (!waitedFor.has(stream)) ready.push(position);
      }
      return ready.slice(0, max);
    },
    async parkAgain(address, error) {
      const row = parkingOf(address);
      const parked = row?.parked.get(address.position);
      if (row === undefined || parked === undefined) return;
      row.asked.delete(address.position);
      row.parked.set(address.position, { ...parked, error, attempts: parked.attempts + 1 });
    },
  };
}
