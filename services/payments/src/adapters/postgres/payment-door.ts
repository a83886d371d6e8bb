import { evolveAll, isRefusal } from "@holdfast/cqrs";
import {
  type CommandAnswer,
  type EventStore,
  exactly,
  isAppendRefusal,
} from "@holdfast/cqrs/event-store";

import type {
  PaymentDone,
  PaymentDoor,
  PaymentOutcome,
} from "../../application/payment-request.ts";
import type { PaymentRequest } from "../../application/payment-request.ts";
import { paymentEvents } from "../../domain/payment/payment-events.ts";
import { subjectErased } from "../../domain/payment/payment-refusal.ts";
import { payment } from "../../domain/payment/payment.ts";
import { LogDisagrees } from "./log-disagrees.ts";
import { isPaymentEvent } from "./payment-reader.ts";

/** What the door needs. */
export type PaymentDoorOptions = {
  readonly store: Pick<EventStore, "append" | "findCommands" | "loadStream">;
  readonly nowMs: () => number;
};

/** How often a request is decided that others were first to write about. */
const ATTEMPTS_MAX = 5;
const { schemaVersions } = paymentEvents;

/** Decides requests about payments on the log, and remembers them by the keys they came with. */
export function paymentDoor(options: PaymentDoorOptions): PaymentDoor {
  const recall: PaymentDoor["recall"] = async ({ tenant, ...command }) => {
    const [found] = await options.store.findCommands(tenant, [command]);
    if (found === undefined) return undefined;
    return isAppendRefusal(found) ? { status: "key_reused" } : replayed(found);
  };
  return {
    recall,
    async execute(request) {
      const before = await recall(request);
      if (before !== undefined) return before;
      for (let attempts = 1; ; attempts += 1) {
        const outcome = await decideOnce(options, request);
        if (outcome !== undefined) return outcome;
        if (attempts === ATTEMPTS_MAX) throw new RangeError("others write to it all the time");
      }
    },
  };
}

/** Undefined where somebody else was first. */
async function decideOnce(
  { store, nowMs }: PaymentDoorOptions,
  { tenant, payment: id, commandId, fingerprint, command, meta }: PaymentRequest,
): Promise<PaymentOutcome | undefined> {
  const stream = { tenant, streamId: streamOf(id) };
  const { version, events, schemaVersions: written } = await store.loadStream(stream);
  const known = events
    .map((event, at) => paymentEvents.upcast(event, written[at] ?? 1))
    .filter(isPaymentEvent);
  const state = evolveAll(payment, payment.initialState(), known);
  const decided = payment.decide(command, state, { now: new Date(nowMs()).toISOString() });
  if (isRefusal(decided)) return { status: "refused", refusal: decided };
  const isNew = decided.length > 0;
  const own = { commandId, fingerprint, events: decided, schemaVersions, meta, answer: { isNew } };
  const outcome = await store.append({ ...stream, expect: exactly(version), commands: [own] });
  if (!isAppendRefusal(outcome)) {
    const [answer] = outcome.answers;
    if (answer === undefined) throw new RangeError("the log answered without an answer");
    return outcome.status === "duplicate"
      ? replayed(answer)
      : { status: "done", payment: id, isNew };
  }
  if (outcome.code === "version_conflict") return undefined;
  if (outcome.code === "command_mismatch") return { status: "key_reused" };
  if (outcome.code === "subject_erased") return { status: "refused", refusal: subjectErased(id) };
  throw new LogDisagrees(outcome);
}

function replayed({ streamId, answer }: CommandAnswer): PaymentDone {
  const isNew =
    typeof answer === "object" && answer !== null && "isNew" in answer && answer.isNew === true;
  return { status: "replayed", payment: streamId.slice(streamOf("").length), isNew };
}

function streamOf(id: string): string {
  return `payment-${id}`;
}
