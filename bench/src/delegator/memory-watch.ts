import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

const SAMPLE_MS = 20;
const KB_PER_MB = 1024;

/** Resident memory of a process in megabytes (Linux). */
export async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(?<kb>\d+) kB$/m.exec(status)?.groups?.["kb"]) / KB_PER_MB;
}

/** Does the work and tells the most memory the process had meanwhile, in megabytes. */
export async function peakMemory(pid: number, work: () => Promise<unknown>): Promise<number> {
  const over = new AbortController();
  const watching = watch(pid, over.signal);
  try {
    await work();
  } finally {
    over.abort();
  }
  return watching;
}

async function watch(pid: number, signal: AbortSignal): Promise<number> {
  let peak = await residentMb(pid);
  while (!signal.aborted) {
    await sleep(SAMPLE_MS, undefined, { signal }).catch(() => undefined);
    peak = Math.max(peak, await residentMb(pid));
  }
  return peak;
}
