import { followTip } from "../../src/application/follow-tip.ts";
import type { SyncFact } from "../../src/application/sync-fact.ts";
import type { TipHint } from "../../src/application/wakeups.ts";
import type { Delegation } from "../../src/domain/delegation.ts";
import { memoryHistory } from "./memory-history.ts";
import { CHAIN_ID, memoryUpstream, type Tamper } from "./memory-upstream.ts";
import { rankRows } from "./rank-rows.ts";
import { skippingClock } from "./skipping-clock.ts";

/** Between two looks when nothing is heard. */
export const POLL_MS = 6_000;

/** What the upstream shows between two rests. */
type Scene = {
  readonly head: number;
  readonly rows?: readonly Delegation[];
  /** What woke the look at this scene. */
  readonly hint?: TipHint;
};

type Following = {
  readonly rows?: readonly Delegation[];
  /** One after each rest; the last one stays. */
  readonly scenes: readonly Scene[];
  readonly pageSize?: number;
  readonly tamper?: Tamper;
  readonly auditMs?: number;
  readonly findings?: readonly string[];
  readonly isRenumbered?: boolean;
  /** How often to rest before the test is over. */
  readonly rests: number;
};

/** Follows a chain in memory through its scenes until it has rested so often. */
export async function follow(options: Following) {
  const { scenes, pageSize = 100, tamper = {}, auditMs = 3_600_000, rests } = options;
  const clock = skippingClock();
  const stop = new AbortController();
  const scene = (): Scene => scenes[Math.min(clock.slept.length, scenes.length - 1)] ?? { head: 0 };
  const wakeups = {
    next: async (milliseconds: number, signal: AbortSignal): Promise<TipHint> => {
      if (clock.slept.length === rests) stop.abort();
      await clock.sleep(milliseconds, signal);
      return scene().hint ?? {};
    },
  };
  const history = memoryHistory();
  await history.begin({ chainId: CHAIN_ID, headLevel: 0, finalLevel: 0, ranges: [] }, []);
  await history.complete();
  const facts: SyncFact[] = [];
  const audits: number[] = [];
  const rows = () => scene().rows ?? options.rows ?? [];
  const upstream = memoryUpstream({ rows, level: () => scene().head, pageSize, tamper });
  const ports = {
    upstream,
    history,
    clock,
    wakeups,
    tell: (fact: SyncFact) => void facts.push(fact),
    audit: async () => {
      audits.push(clock.monotonic());
      const findings = options.findings ?? [];
      return { at: new Date(clock.now()), level: 0, rows: 0, findings };
    },
    isRenumbered: async () => options.isRenumbered ?? false,
  };
  const ended = await followTip(
    ports,
    { finality: 2, pollMs: POLL_MS, auditMs },
    stop.signal,
  ).catch(() => "stopped" as const);
  return { history, facts, audits, upstream, slept: clock.slept, ended };
}

/** Rows as a history stores them. */
export function ranked(rows: readonly Delegation[]): unknown {
  return rankRows(rows);
}
