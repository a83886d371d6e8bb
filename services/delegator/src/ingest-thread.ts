import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";

import type { Provisional } from "./application/list-delegations.ts";
import type { Tell } from "./application/sync-fact.ts";
import type { IngestMessage, IngestOrder } from "./ingest-message.ts";
import type { IngestConfig } from "./ingest.ts";

/** A thread that has not ended by then is stuck in a call that never returns. */
const STOP_MS_MAX = 10_000;

/** Node's default on 64-bit machines. */
const SEMI_SPACE_MB = 16;

type ThreadListeners = {
  readonly tell: Tell;
  readonly provisional: (provisional: Provisional) => void;
};

/** The thread that ingests. Disposing it lets the page being written finish. */
export type IngestThread = AsyncDisposable & {
  /** Lets it begin, now that it is known what to do and that there is a database. */
  begin(config: IngestConfig, listeners: ThreadListeners): void;
  /** Rejects when the thread dies; it is meant to run as long as the process. */
  readonly failed: Promise<never>;
};

/** Starts the thread, which loads its code and waits for `begin`. */
export function startIngestThread(): IngestThread {
  // Serving asks for a small young generation (`npm start` sets it); a load is a tenth slower with one. Flags count for
  // the heaps that are made after them.
  setFlagsFromString(`--max-semi-space-size=${SEMI_SPACE_MB}`);
  const worker = new Worker(new URL("./ingest-worker.ts", import.meta.url));
  const failed = Promise.withResolvers<never>();
  const ended = Promise.withResolvers<void>();
  failed.promise.catch(() => undefined); // Whoever does not listen is told by the exit code.
  worker.once("error", failed.reject);
  worker.once("exit", () => ended.resolve());
  const order = (message: IngestOrder): void => worker.postMessage(message);
  return {
    failed: failed.promise,
    begin(config, listeners) {
      worker.on("message", (message: IngestMessage) => {
        if (message.kind === "fact") listeners.tell(message.fact);
        else listeners.provisional(message.provisional);
      });
      order({ kind: "begin", config });
    },
    /** May be called again. */
    async [Symbol.asyncDispose]() {
      order({ kind: "stop" });
      const timer = setTimeout(() => void worker.terminate(), STOP_MS_MAX);
      await ended.promise;
      clearTimeout(timer);
    },
  };
}
