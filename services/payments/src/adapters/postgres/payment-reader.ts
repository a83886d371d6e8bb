import type { Tagged } from "@holdfast/cqrs";
import type { EventStore } from "@holdfast/cqrs/event-store";

import type { ReadPayment } from "../../application/payment-ports.ts";
import type { PaymentEvent } from "../../domain/payment/payment-event.ts";
import { paymentEvents } from "../../domain/payment/payment-events.ts";

/** More than any payment has that is not stuck for years. */
const EVENTS_MAX = 1_000;

/** Reads the histories of payments from the log. */
export function paymentReader(store: Pick<EventStore, "readStream">): ReadPayment {
  return async (tenant, payment) => {
    const stream = { tenant, streamId: `payment-${payment}`, max: EVENTS_MAX };
    const stored = await store.readStream(stream);
    return stored
      .map(({ event, schemaVersion }) => paymentEvents.upcast(event, schemaVersion))
      .filter(isPaymentEvent);
  };
}

/** The log gives back what was handed over, and nobody else writes to these streams. */
export function isPaymentEvent(event: Tagged): event is PaymentEvent {
  return event.type in paymentEvents.schemaVersions;
}
