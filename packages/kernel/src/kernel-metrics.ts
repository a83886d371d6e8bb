import type { HandlingObserver } from "@holdfast/cqrs/handling";
import type { RunOptions, SubscriptionId } from "@holdfast/cqrs/subscriptions";
import type { AppendSent, BatchSent } from "@holdfast/postgres/event-store";
import type { Metrics } from "@holdfast/telemetry";

import { outcomeOf } from "./append-spans.ts";
import type { OnHandled } from "./counted-commands.ts";

/** What the parts of the kernel tell, put into metrics. */
export type KernelMetrics = {
  readonly onBatch: (batch: BatchSent) => void;
  readonly onSent: (sent: AppendSent) => void;
  readonly observer: HandlingObserver;
  readonly onHandled: OnHandled;
  readonly onFired: (timer: unknown, lateMs: number) => void;
  readonly running: (
    id: SubscriptionId,
  ) => Pick<RunOptions<unknown>, "onBatch" | "onPoll" | "onError">;
};

const MS = 1_000;
/** A batch has 512 requests at most, unless the store was told otherwise. */
const SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

/** Registers the kernel's metrics; once for each registry. */
export function kernelMetrics(metrics: Metrics): KernelMetrics {
  return {
    ...appendMetrics(metrics),
    ...commandMetrics(metrics),
    ...timerMetrics(metrics),
    running: runMetrics(metrics),
  };
}

function appendMetrics(metrics: Metrics): Pick<KernelMetrics, "onBatch" | "onSent"> {
  const size = metrics.histogram({
    name: "holdfast_append_batch_requests",
    help: "Requests that were appended by one transaction.",
    buckets: SIZES,
  });
  const wait = metrics.histogram({
    name: "holdfast_append_wait_seconds",
    help: "How long the oldest request of a batch waited to be sent.",
  });
  const took = metrics.histogram({
    name: "holdfast_append_duration_seconds",
    help: "From sending a batch to its answer.",
  });
  const queue = metrics.gauge({
    name: "holdfast_append_queue_requests",
    help: "Requests that waited when a batch was answered.",
  });
  const appends = metrics.counter({
    name: "holdfast_appends_total",
    help: "Requests to append, by what came of them.",
    labels: ["outcome"],
  });
  const events = metrics.counter({
    name: "holdfast_events_appended_total",
    help: "Events that were appended.",
  });
  return {
    onBatch({ requests, waiting, waitedMs, tookMs }) {
      size.observe(requests);
      wait.observe(waitedMs / MS);
      took.observe(tookMs / MS);
      queue.set(waiting);
    },
    onSent({ requests, outcomes }) {
      let appended = 0;
      for (const [at, request] of requests.entries()) {
        const outcome = outcomeOf(outcomes[at]);
        appends.inc({ outcome });
        if (outcome === "ok") appended += request.events.length;
      }
      events.inc(appended);
    },
  };
}

function timerMetrics(metrics: Metrics): Pick<KernelMetrics, "onFired"> {
  const late = metrics.histogram({
    name: "holdfast_timer_lateness_seconds",
    help: "From the time that a timer was due until it had fired.",
  });
  return { onFired: (_timer, lateMs) => late.observe(Math.max(0, lateMs) / MS) };
}

function commandMetrics(metrics: Metrics): Pick<KernelMetrics, "observer" | "onHandled"> {
  const handling = metrics.histogram({
    name: "holdfast_command_handling_duration_seconds",
    help: "From a command's arrival to its answer, by type.",
    labels: ["command"],
  });
  const handled = metrics.counter({
    name: "holdfast_commands_total",
    help: "Commands by type and by what came of them.",
    labels: ["command", "outcome"],
  });
  const deciding = metrics.histogram({
    name: "holdfast_decide_duration_seconds",
    help: "How long the decider itself took, by type of command.",
    labels: ["command"],
  });
  const conflicts = metrics.counter({
    name: "holdfast_conflicts_total",
    help: "Appends that lost against another writer, after which the commands are decided again.",
  });
  return {
    observer: {
      nowMs: () => performance.now(),
      onDecided: (command, tookMs) => deciding.observe({ command }, tookMs / MS),
      onConflict: () => conflicts.inc(),
    },
    onHandled(command, outcome, tookMs) {
      handling.observe({ command }, tookMs / MS);
      handled.inc({ command, outcome });
    },
  };
}

function runMetrics(metrics: Metrics): KernelMetrics["running"] {
  const labels = ["subscription"] as const;
  const events = metrics.counter({
    name: "holdfast_subscription_events_total",
    help: "Events that were handled.",
    labels,
  });
  const skipped = metrics.counter({
    name: "holdfast_subscription_skipped_total",
    help: "Positions that the filter passed over.",
    labels,
  });
  const errors = metrics.counter({
    name: "holdfast_subscription_errors_total",
    help: "Handlers that threw, and stores that were away.",
    labels,
  });
  const handling = metrics.histogram({
    name: "holdfast_subscription_batch_duration_seconds",
    help: "Handling a batch, with its checkpoint.",
    labels,
  });
  const polling = metrics.histogram({
    name: "holdfast_subscription_poll_duration_seconds",
    help: "Looking for what comes next in the log.",
    labels,
  });
  return ({ name: subscription }) => ({
    onBatch(batch) {
      events.inc({ subscription }, batch.events);
      skipped.inc({ subscription }, batch.skipped);
      handling.observe({ subscription }, batch.handledMs / MS);
    },
    onPoll: ({ tookMs }) => polling.observe({ subscription }, tookMs / MS),
    onError: () => errors.inc({ subscription }),
  });
}
