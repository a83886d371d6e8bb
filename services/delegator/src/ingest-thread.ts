import { Worker } from "node:worker_threads";

import { type Provisional } from "./application/list-delegations.ts";
import { type IngestMessage } from "./ingest-message.ts";
import { type IngestConfig, type IngestListeners } from "./ingest.ts";

/** A thread that has not ended by then is stuck in a call that never returns. */
const STOP_MS_MAX = 10_000;

export type IngestThread = AsyncDisposable & {
  /** Rejects when the thread dies; it is meant to run as long as the process. */
  readonly failed: Promise<never>;
};

export type ThreadListeners = {
  readonly tell: IngestListeners["tell"];
  readonly provisional: (provisional: Provisional) => void;
};

/** Starts the ingesting thread; disposing it lets the page being written finish. */
export function startIngestThread(config: IngestConfig, listeners: ThreadListeners): IngestThread {
  const worker = new Worker(new URL("./ingest-worker.ts", import.meta.url), { workerData: config });
  const failed = Promise.withResolvers<never>();
  const ended = Promise.withResolvers<void>();
  failed.promise.catch(() => undefined); // Whoever does not listen is told by the exit code.
  worker.on("message", (message: IngestMessage) => {
    if (message.kind === "fact") listeners.tell(message.fact);
    else listeners.provisional(message.provisional);
  });
  worker.once("error", failed.reject);
  worker.once("exit", () => ended.resolve());
  return {
    failed: failed.promise,
    async [Symbol.asyncDispose]() {
      worker.postMessage("stop");
      const timer = setTimeout(() => void worker.terminate(), STOP_MS_MAX);
      await ended.promise;
      clearTimeout(timer);
    },
  };
}
