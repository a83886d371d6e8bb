import type { CountedStretch, Stretch, Upstream } from "../../src/application/upstream.ts";
import { DelegationPage } from "../../src/domain/delegation-page.ts";
import type { Delegation } from "../../src/domain/delegation.ts";

/** A page before it becomes an answer. */
export type FoundPage = { readonly rows: readonly Delegation[]; readonly level: number };

/** What an answer becomes on its way; the default leaves it as it is. */
export type Tamper = {
  readonly page?: (page: FoundPage, stretch: Stretch) => FoundPage;
  readonly count?: (count: number, stretch: CountedStretch) => number | undefined;
};

/** A chain in memory, and what it was asked. */
export type MemoryUpstream = Upstream & {
  readonly pages: readonly Stretch[];
  readonly counts: readonly CountedStretch[];
  /** The level of the newest block. */
  head: (signal: AbortSignal) => Promise<{ chainId: string; level: number }>;
};

type MemoryChain = {
  /** Asked for each answer where it is a function, so that a test may replace them. */
  readonly rows: readonly Delegation[] | (() => readonly Delegation[]);
  /** Asked for each answer, so that a test may let it grow. */
  readonly level: () => number;
  readonly pageSize: number;
  readonly tamper?: Tamper;
};

export const CHAIN_ID = "NetXdQprcVkpaWU";

export function memoryUpstream({
  rows,
  level,
  pageSize,
  tamper = {},
}: MemoryChain): MemoryUpstream {
  const pages: Stretch[] = [];
  const counts: CountedStretch[] = [];
  const present = typeof rows === "function" ? rows : () => rows;
  const known = () => present().filter((row) => row.level <= level());
  return {
    pages,
    counts,
    pageSize,
    head: async () => ({ chainId: CHAIN_ID, level: level() }),
    newest: async (levelMax) => {
      const found = known().filter((row) => row.level <= levelMax);
      return answered({ rows: found.slice(-pageSize), level: level() });
    },
    page: async (stretch, signal) => {
      signal.throwIfAborted();
      pages.push(stretch);
      const found = known().filter((row) => isWithin(row, stretch));
      const page = { rows: found.slice(0, pageSize), level: level() };
      return answered(tamper.page?.(page, stretch) ?? page);
    },
    operation: async (hash) => known().filter((row) => row.hash === hash),
    count: async (stretch) => {
      counts.push(stretch);
      const { length } = known().filter((row) => isWithin(row, { ...stretch, afterId: 0 }));
      return tamper.count === undefined ? length : tamper.count(length, stretch);
    },
  };
}

function answered({ rows, level }: FoundPage) {
  return { rows: DelegationPage.of(rows), level };
}

function isWithin(row: Delegation, stretch: Stretch): boolean {
  const { years, levelAbove = -1, levelMax = Infinity, afterId, beforeId = Infinity } = stretch;
  const limits = [
    [row.id, afterId + 1, beforeId],
    [row.level, levelAbove + 1, levelMax + 1],
    [row.year, years?.from ?? 0, years?.to ?? Infinity],
  ] as const;
  return limits.every(([value, least, beyond]) => value >= least && value < beyond);
}
