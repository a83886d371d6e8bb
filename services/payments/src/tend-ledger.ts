import { randomUUID } from "node:crypto";
import { setTimeout as rest } from "node:timers/promises";

import type { Kernel } from "@holdfast/kernel";
import { type Notary, NotaryRefused } from "@holdfast/postgres/notary";
import type { Logger, Metrics } from "@holdfast/telemetry";

import { dueHolds } from "./adapters/postgres/due-holds.ts";
import { dueQuotes } from "./adapters/postgres/due-quotes.ts";
import { grownTenants } from "./adapters/postgres/grown-tenants.ts";
import { openQuotes } from "./adapters/postgres/open-quotes.ts";
import { holdMetrics } from "./adapters/telemetry/hold-metrics.ts";
import { quoteMetrics } from "./adapters/telemetry/quote-metrics.ts";
import { expireHolds } from "./application/expire-holds.ts";
import { expireQuotes } from "./application/expire-quotes.ts";
import type { LedgerDoor } from "./application/ledger-request.ts";
import type { NotaryState } from "./application/notary-state.ts";
import { ringBells } from "./application/ring-bells.ts";
import { sweep } from "./application/sweep.ts";
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

/** Releases holds, tells of quotes that have expired, rings bells, seals the log and forgets old commands, until the signal aborts. */
export async function tendLedger(parts: TendLedgerParts, signal: AbortSignal): Promise<void> {
  const { kernel, pools, bells, logger } = parts;
  const onError = (err: unknown): void => logger.warn({ err }, "tried again");
  const owner = `ledger ${randomUUID()}`;
  await Promise.all([
    kernel.reap(signal),
    releaseHolds(parts, signal),
    kernel.follow(openQuotes(SCHEMA), { owner, signal }),
    endQuotes(parts, signal),
    ringBells(
      {
        ...grownTenants(pools.systemDatabase, SCHEMA),
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

function releaseHolds(
  { pools: { systemDatabase }, door, metrics, logger }: TendLedgerParts,
  signal: AbortSignal,
): Promise<void> {
  const told = holdMetrics(metrics, Date.now);
  const find = dueHolds({ systemDatabase, schema: SCHEMA });
  const round = (until: AbortSignal) => expireHolds({ ...told, find, door }, until);
  const onError = (err: unknown): void => {
    told.onError(err);
    logger.warn({ err }, "holds were not released");
  };
  return sweep({ round, sleep, onError }, signal);
}

function endQuotes(
  { pools: { systemDatabase }, door, metrics, logger }: TendLedgerParts,
  signal: AbortSignal,
): Promise<void> {
  const find = dueQuotes({ systemDatabase, schema: SCHEMA });
  const told = quoteMetrics(metrics);
  const round = (until: AbortSignal) => expireQuotes({ ...told, find, door }, until);
  const onError = (err: unknown): void => logger.warn({ err }, "quotes were not said to be over");
  return sweep({ round, sleep, onError }, signal);
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
