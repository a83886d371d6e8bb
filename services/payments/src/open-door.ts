import { DatabaseUnavailable } from "@holdfast/postgres";
import type { Metrics } from "@holdfast/telemetry";

import type { LedgerPlace } from "./adapters/postgres/ledger-place.ts";
import { postLedger } from "./adapters/postgres/post-ledger.ts";
import { countingRefusals } from "./adapters/telemetry/refusal-metrics.ts";
import { PostingQueue } from "./application/posting-queue.ts";
import type { Config } from "./config.ts";

/** What the door stands on besides its configuration. */
export type DoorParts = {
  readonly place: LedgerPlace;
  readonly metrics: Metrics;
  /** Whether an error says that the database is away or busy, and nothing about what was asked. */
  readonly isOutage: (error: unknown) => boolean;
};

/** Opens the one door of this process to all ledgers. Disposal waits until all that waits is posted. */
export function openDoor(config: Config, { place, metrics, isOutage }: DoorParts): PostingQueue {
  const door = new PostingQueue({
    post: countingRefusals(metrics, postLedger(place, { keptMax: config.POSTING_KEPT_ACCOUNTS })),
    isOutage,
    isAway,
    lanes: config.POSTING_LANES,
    batchMax: config.POSTING_BATCH,
    queueMax: config.POSTING_QUEUE,
  });
  metrics.gauge({
    name: "payments_posting_waiting",
    help: "Transfers that wait to be posted, those being posted included",
    collect: (gauge) => gauge.set(door.size),
  });
  return door;
}

/** Not even a connection was to be had. */
function isAway(error: unknown): boolean {
  return error instanceof DatabaseUnavailable && error.outcome === "not_applied";
}
