import { randomUUID } from "node:crypto";
import { setTimeout as rest } from "node:timers/promises";

import type { StoredEvent } from "@holdfast/cqrs/event-store";
import type { Kernel } from "@holdfast/kernel";
import type { Logger, Metrics } from "@holdfast/telemetry";

import { outcomeCursor } from "./adapters/postgres/outcome-cursor.ts";
import { isPaymentEvent, paymentReader } from "./adapters/postgres/payment-reader.ts";
import { paymentTable } from "./adapters/postgres/payment-table.ts";
import { submissions } from "./adapters/postgres/submissions.ts";
import { railClient } from "./adapters/rail/rail-client.ts";
import { paymentMetrics } from "./adapters/telemetry/payment-metrics.ts";
import { followRail } from "./application/follow-rail.ts";
import type { LedgerDoor } from "./application/ledger-request.ts";
import { railDoor } from "./application/rail-door.ts";
import { sendProcessCommand } from "./application/send-process-command.ts";
import type { Config } from "./config.ts";
import { paymentEvents } from "./domain/payment/payment-events.ts";
import { paymentProcess } from "./domain/payment/payment-process.ts";
import { payment } from "./domain/payment/payment.ts";
import { paymentTimeouts, processCommands } from "./domain/payment/process-catalogues.ts";
import { messageOf, paymentMessages } from "./domain/payment/process-messages.ts";
import type { Pools } from "./open-pools.ts";

/** What payments to the outside stand on. */
export type PaymentsParts = Omit<Pools, typeof Symbol.asyncDispose> & {
  readonly kernel: Kernel;
  readonly schema: string;
  readonly config: Config;
  readonly door: LedgerDoor;
  readonly logger: Logger;
  readonly metrics: Metrics;
};

/** Carries payments out until the signal aborts; what was begun goes on at the next start. */
export type RunPayments = (signal: AbortSignal) => Promise<void>;

/** Some minutes; what cannot be sent or told by then stops payments until an operator has looked. */
const ON_FAILURE = { retries: 20 } as const;

/** Makes what carries out payments to the outside; undefined where there is no rail to carry them out by. */
export function openPayments(parts: PaymentsParts): RunPayments | undefined {
  const { kernel, config, schema, systemDatabase, logger } = parts;
  const { RAIL_URL: url } = config;
  if (url === undefined) return undefined;
  const told = paymentMetrics(parts.metrics, parts);
  const rail = railClient({
    url,
    fetch,
    timeoutMs: config.RAIL_TIMEOUT,
    sleep,
    random: Math.random,
    onFault(err) {
      told.onRailFault();
      logger.warn({ err }, "the rail gave no answer");
    },
  });
  const handling = kernel.commands(payment, {
    catalogue: paymentEvents,
    context: () => ({ now: new Date().toISOString() }),
  });
  const book = submissions(parts);
  const doors = {
    ledger: parts.door,
    rail: railDoor({
      rail,
      read: paymentReader(kernel.store),
      submissions: book,
      payments: handling,
    }),
    payments: handling,
    sleep,
  };
  const owner = `payments ${randomUUID()}`;
  const feed = {
    rail,
    cursor: outcomeCursor({ systemDatabase, schema, owner }),
    submissions: book,
    payments: handling,
    sleep,
    pollMs: config.RAIL_POLL,
    onError(err: unknown) {
      told.onFeedFailure();
      logger.warn({ err }, "the rail's outcomes were not read");
    },
  };
  return (signal) =>
    together(signal, [
      (until) => kernel.runProcess(processOf(config, doors), { owner, signal: until }),
      (until) => kernel.follow(paymentTable(schema), { owner, signal: until }),
      (until) => followRail(feed, until),
    ]);
}

/** The process of payments, as the kernel runs it. */
function processOf(config: Config, doors: Parameters<typeof sendProcessCommand>[0]) {
  const manager = paymentProcess({
    askAfterMs: config.RAIL_ASK_AFTER,
    askAfterMsMax: config.RAIL_ASK_AFTER_MAX,
    overdueAfter: { milliseconds: config.RAIL_OVERDUE_AFTER },
  });
  return {
    manager,
    listens: { filter: { categories: ["payment"] }, catalogue: paymentEvents, to: toProcess },
    messages: paymentMessages,
    commands: processCommands,
    timeouts: paymentTimeouts,
    send: sendProcessCommand(doors),
    onFailure: ON_FAILURE,
  };
}

function toProcess({ streamId, event }: StoredEvent) {
  const message = isPaymentEvent(event) ? messageOf(event) : undefined;
  return message && { id: streamId.slice("payment-".length), message };
}

/** Runs all of them until the signal aborts, or one of them fails, which ends the others. */
async function together(signal: AbortSignal, all: readonly RunPayments[]): Promise<void> {
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  const ends = await Promise.allSettled(all.map((run) => run(until).finally(() => over.abort())));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}

function sleep(ms: number, signal: AbortSignal): Promise<unknown> {
  return rest(ms, undefined, { signal });
}
