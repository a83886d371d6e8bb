import type { StoredEvent } from "@holdfast/cqrs/event-store";
import {
  checkFilter,
  presentEvents,
  type Subscription,
  type SubscriptionStore,
} from "@holdfast/cqrs/subscriptions";

import type { Sealing } from "./sealing.ts";
import { isKeysAway, tellable } from "./withheld.ts";

/** Opens events for a handler, and keeps what it throws from telling of them. */
export type SealedSubscriptionOptions = {
  readonly sealing: Sealing;
  /** As the store of the subscription says: such errors are about it and not about the events. */
  readonly isTransient: (error: unknown) => boolean;
};

/**
 * A subscription whose handler sees plain values, and `ERASED` where keys are gone. What it throws is kept and logged without
 * its message (`Withheld`). A sealed value that does not open is a failure of its event, retried, parked or stopped at.
 */
export function sealedSubscription<Tx>(
  subscription: Subscription<Tx>,
  options: SealedSubscriptionOptions,
): Subscription<Tx> {
  if ("eachSpan" in subscription) return subscription;
  const handle = handlingOpened(subscription, options);
  // Events are brought to their present form after they were opened, which is here.
  if ("deliver" in subscription) {
    const { catalogue: _, ...rest } = subscription;
    return {
      ...rest,
      deliver: (events, signal) => handle(events, (plain) => subscription.deliver(plain, signal)),
    };
  }
  const { catalogue: _, ...rest } = subscription;
  return {
    ...rest,
    eachBatch: (events, tx, signal) =>
      handle(events, (plain) => subscription.eachBatch(plain, tx, signal)),
  };
}

/** Handles some events by a work that sees them opened and in their present form. */
export type HandleOpened = (
  events: readonly StoredEvent[],
  work: (plain: readonly StoredEvent[]) => Promise<unknown>,
) => Promise<void>;

/** What opens the events of a subscription, for whoever has handlers of another shape. */
export function handlingOpened(
  subscription: Pick<Subscription<unknown>, "name" | "filter" | "catalogue">,
  { sealing, isTransient }: SealedSubscriptionOptions,
): HandleOpened {
  checkFilter(subscription);
  return async (events, work) => {
    try {
      await work(presentEvents(await sealing.open(events), subscription));
    } catch (error) {
      throw tellable(error, isTransient);
    }
  };
}

/**
 * A store of subscriptions that loads keys with each page: when they are away, it is the store that is waited for. What a
 * commit throws is told without its message, as what a handler throws is.
 */
export function sealedSubscriptions<Tx>(
  store: SubscriptionStore<Tx>,
  sealing: Sealing,
): SubscriptionStore<Tx> {
  const isTransient = (error: unknown): boolean => isKeysAway(error) || store.isTransient(error);
  const told = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw tellable(error, isTransient);
    }
  };
  return {
    ...store,
    isTransient,
    advance: (step, work) => told(() => store.advance(step, work)),
    unpark: (parked, work) => told(() => store.unpark(parked, work)),
    async readPage(query) {
      const page = await store.readPage(query);
      await sealing.warm(page.events).catch((error: unknown) => {
        // What is wrong with one event is found out when it is handled.
        if (isTransient(error)) throw error;
      });
      return page;
    },
  };
}
