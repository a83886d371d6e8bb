import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";

import type { Soak } from "./contract.ts";
import { SoakFailure } from "./soak-failure.ts";

/** A seed that takes longer than this hangs; a crash seed is meant to take ten seconds at most. */
const SEED_MS_MAX = 120_000;
/** The last notes of a seed are the ones that tell why it failed. */
const NOTES_MAX = 200;
const PROGRESS_EVERY_MS = 2000;

type Search = {
  readonly name: string;
  readonly soak: Soak;
  readonly first: number;
  readonly count: number;
  /** One seed is replayed and tells its story as it goes. */
  readonly isReplay: boolean;
};

type Surroundings = {
  readonly write: (line: string) => void;
  readonly nowMs: () => number;
  /** Ends the search after the seeds that are running. */
  readonly signal: AbortSignal;
};

/** Runs the seeds, some at a time, and tells how many ran and how many broke a promise. */
export async function soakSeeds(search: Search, around: Surroundings) {
  const { soak, first, count } = search;
  const tally = { next: first, run: 0, failed: 0 };
  const startMs = around.nowMs();
  let toldMs = startMs;
  const work = async () => {
    while (tally.next < first + count && !around.signal.aborted) {
      const seed = tally.next;
      tally.next += 1;
      if (!(await holds(search, seed, around))) tally.failed += 1;
      tally.run += 1;
      const nowMs = around.nowMs();
      if (nowMs - toldMs < PROGRESS_EVERY_MS) continue;
      toldMs = nowMs;
      around.write(progressLine({ ...tally, count, elapsedMs: nowMs - startMs }));
    }
  };
  await Promise.all(Array.from({ length: Math.min(soak.parallel, count) }, work));
  return { run: tally.run, failed: tally.failed };
}

async function holds(search: Search, seed: number, around: Surroundings): Promise<boolean> {
  const notes: string[] = [];
  const note = (text: string) => {
    if (search.isReplay) around.write(`  ${text}`);
    else notes.push(text);
    if (notes.length > NOTES_MAX) notes.shift();
  };
  try {
    await withinLimit(search.soak.run(seed, { note }));
    return true;
  } catch (error) {
    around.write(`seed ${seed} failed: ${reason(error)}`);
    for (const line of notes) around.write(`  ${line}`);
    around.write(`  replay: npm run soak -- ${search.name} --seed ${seed}`);
    return false;
  }
}

async function withinLimit(run: Promise<void>): Promise<void> {
  const done = new AbortController();
  const late = sleep(SEED_MS_MAX, undefined, { signal: done.signal }).then(() => {
    throw new SoakFailure(`not done after ${SEED_MS_MAX / 1000} s`);
  });
  try {
    await Promise.race([run, late]);
  } finally {
    late.catch(() => undefined);
    done.abort();
  }
}

/**
 * A broken promise needs one sentence; anything else is a fault of the soak or the code and brings its stack, and with it
 * what caused it or was suppressed by it.
 */
function reason(error: unknown): string {
  if (error instanceof SoakFailure) return error.message;
  if (!(error instanceof SuppressedError)) return inspect(error);
  // What it holds is not shown otherwise.
  return `${reason(error.error)}\nwhile this was under way: ${reason(error.suppressed)}`;
}

type Progress = {
  readonly run: number;
  readonly failed: number;
  readonly count: number;
  readonly elapsedMs: number;
};

/** Done so far, the rate, and how long the rest takes at that rate. */
export function progressLine({ run, failed, count, elapsedMs }: Progress): string {
  const perSecond = (run * 1000) / elapsedMs;
  const restSeconds = Math.ceil((count - run) / perSecond);
  return `… ${run} of ${count} seeds, ${failed} failed, ${perSecond.toFixed(1)} seeds/s, ${restSeconds} s to go`;
}
