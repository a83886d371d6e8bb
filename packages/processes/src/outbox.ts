import type { Tagged } from "@holdfast/cqrs";
import type { Reading } from "@holdfast/cqrs/catalogue";
import type { StoredEvent } from "@holdfast/cqrs/event-store";
import type { EventFilter, FailurePolicy } from "@holdfast/cqrs/subscriptions";

import type { ProcessSubscription } from "./process.ts";

/** A message for the world outside. */
export type OutboxMessage<Body> = {
  /** That of its event: what a broker tells repeated messages by (`Nats-Msg-Id` for one). */
  readonly id: string;
  /** Messages of one key keep their order. */
  readonly key: string;
  readonly tenant: string;
  readonly body: Body;
};

/** What is published, and how. */
export type OutboxOptions<Body> = {
  readonly name: string;
  readonly filter: EventFilter;
  readonly catalogue?: Reading<Tagged>;
  readonly startAfter?: bigint;
  readonly onFailure?: FailurePolicy;
  /** What the world is told of an event; undefined if nothing. Pure. */
  readonly body: (event: StoredEvent) => Body | undefined;
  /** Hands messages over, in their order; returns when the world has them for certain. */
  readonly publish: (
    messages: readonly OutboxMessage<Body>[],
    signal: AbortSignal,
  ) => Promise<void>;
};

/** Messages that are handed over together at most. */
const TOGETHER_MAX = 100;

/**
 * The outbox of a service: a subscription that publishes events of its log. No table is needed, since the log is one.
 * Each message goes out at least once, in the order of the log, with the same id each time.
 */
export function outbox<Body>(options: OutboxOptions<Body>): ProcessSubscription {
  const { name, filter, catalogue, startAfter, onFailure, body, publish } = options;
  return {
    name,
    revision: 1,
    filter,
    ...(catalogue !== undefined && { catalogue }),
    ...(startAfter !== undefined && { startAfter }),
    ...(onFailure !== undefined && { onFailure }),
    async deliver(events, signal) {
      const messages = events.flatMap((event) => {
        const said = body(event);
        const { eventId: id, streamId: key, tenant } = event;
        return said === undefined ? [] : [{ id, key, tenant, body: said }];
      });
      for (let at = 0; at < messages.length; at += TOGETHER_MAX) {
        signal.throwIfAborted();
        await publish(messages.slice(at, at + TOGETHER_MAX), signal);
      }
    },
  };
}
