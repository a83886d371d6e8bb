import { randomUUID } from "node:crypto";
import { setTimeout as rest } from "node:timers/promises";

import type { Kernel } from "@holdfast/kernel";
import { type Notary, NotaryRefused } from "@holdfast/postgres/notary";
import type { Logger, Metrics } from "@holdfast/telemetry";

import { dueHolds } from "./adapters/postgres/due-holds.ts";
import { grownTenants } from "./adapters/postgres/grown-tenants.ts";
import { holdMetrics } from "./adapters/telemetry/hold-metrics.ts";
import type { LedgerDoor } from "./application/ledger-request.ts";
import type { NotaryState } from "./application/notary-state.ts";
import { ringBells } from "./application/ring-bells.ts";
import { sweepHolds } from "./application/sweep-holds.ts";
import type { TenantBells } from "./application/tenant-bells.ts";
import type { Pools } from "./open-pools.ts";
import { SCHEMA } from "./schema.ts";

/** What the service does besides answering. */
export type TendLedgerParts = {
  readonly kernel: Kernel;
  readonly pools: Pools;
  readonly door: LedgerDoor;
  readonly bells: TenantBells;
  readonly notary: Notary;
  readonly notaryState: NotaryState;
  readonly metrics: Metrics;
  readonly logger: Logger;
};

/** Releases holds, rings bells, seals the log and forgets old commands, until the signal aborts. */
export async function tendLedger(parts: TendLedgerParts, signal: AbortSignal): Promise<void> {
  const { kernel, pools, door, bells, metrics, logger } = parts;
  const { systemDatabase } = pools;
  const onError = (err: unknown): void => logger.warn({ err }, "tried again");
  const holds = holdMetrics(metrics, Date.now);
  await Promise.all([
    kernel.reap(signal),
    sweepHolds(
      {
        ...holds,
        find: dueHolds({ systemDatabase, schema: SCHEMA }),
        door,
        sleep,
        onError: (err) => {
          holds.onError(err);
          logger.warn({ err }, "holds were not released");
        },
      },
      signal,
    ),
    ringBells(
      {
        ...grownTenants(systemDatabase, SCHEMA),
        bells,
        watch: (onGrown, until) => kernel.subscriptions.watch(onGrown, until),
        sleep,
        onError,
      },
      signal,
    ),
    seal(parts, signal),
  ]);
}

/** Until a notary that could not go on tries again: its witness may be away. */
const REST_MS = 5_000;

/** A log that is not what was signed is no reason to stop serving it, and every reason to say so. */
async function seal(
  { kernel, notary, notaryState, logger }: TendLedgerParts,
  signal: AbortSignal,
): Promise<void> {
  const owner = randomUUID();
  while (!signal.aborted && !notaryState.isRefused) {
    try {
      await kernel.runNotary(notary, { owner, signal });
    } catch (err) {
      if (err instanceof NotaryRefused) notaryState.refuse(err);
      logger.error({ err }, "the log is not signed");
      await sleep(REST_MS, signal).catch(() => undefined);
    }
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<unknown> {
  return rest(ms, undefined, { signal });
}
