import type { Refusal, Tagged } from "@holdfast/cqrs";
import type { CommandHandling } from "@holdfast/cqrs/handling";
import type { Subscription, SubscriptionStore } from "@holdfast/cqrs/subscriptions";
import {
  handlingOpened,
  sealedSubscription,
  sealedSubscriptions,
  type Sealing,
  tellable,
} from "@holdfast/erasure";
import type { Transaction } from "@holdfast/postgres";
import { sealedPostgresStore } from "@holdfast/postgres/erasure";
import type { PostgresEventStore } from "@holdfast/postgres/event-store";

import type { Reaction } from "./traced-subscription.ts";

/** A log and its subscriptions. */
type Parts = {
  readonly store: PostgresEventStore;
  readonly subscriptions: SubscriptionStore<Transaction>;
};

type Followed = Subscription<Transaction> | Reaction;

/** What the kernel is made of when personal data is sealed. */
export type SealedParts = Parts & {
  /** Throws `MarksMissing` if events of some types would be stored in the clear. */
  readonly expectMarks: (types: readonly string[]) => void;
  readonly handling: { readonly generation?: () => number };
  /** What may be told of an error. */
  readonly telling: (error: unknown) => unknown;
  readonly followed: (followed: Followed) => Followed;
  readonly commands: <Command extends Tagged, Event extends Tagged, RefusalType extends Refusal>(
    inner: CommandHandling<Command, Event, RefusalType>,
  ) => CommandHandling<Command, Event, RefusalType>;
};

/** Seals the parts of a kernel; without `sealing` they are what they are. */
export function sealedParts(parts: Parts, sealing: Sealing | undefined): SealedParts {
  if (sealing === undefined) {
    return {
      ...parts,
      expectMarks: () => undefined,
      handling: {},
      telling: (error) => error,
      followed: (followed) => followed,
      commands: (inner) => inner,
    };
  }
  const subscriptions = sealedSubscriptions(parts.subscriptions, sealing);
  const isTransient = (error: unknown): boolean => subscriptions.isTransient(error);
  const telling = (error: unknown): unknown => tellable(error, isTransient);
  const told = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw telling(error);
    });
  return {
    store: sealedPostgresStore(parts.store, sealing),
    subscriptions,
    expectMarks: (types) => sealing.expectMarks(types),
    handling: { generation: () => sealing.keys.generation() },
    telling,
    followed(followed) {
      if (!("react" in followed)) return sealedSubscription(followed, { sealing, isTransient });
      const handle = handlingOpened(followed, { sealing, isTransient });
      const { catalogue: _, ...rest } = followed;
      return {
        ...rest,
        react: (event, reacting) =>
          handle([event], async ([plain = event]) => followed.react(plain, reacting)),
      };
    },
    commands: (inner) => ({
      handle: (message) => told(inner.handle(message)),
      handleMany: (messages, mode) => told(inner.handleMany(messages, mode)),
    }),
  };
}
