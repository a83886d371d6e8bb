import { setTimeout as sleep } from "node:timers/promises";

import { identify, isRunning } from "../src/embedded/process-identity.ts";

/** Waits until a process has ended. */
export async function gone(pid: number): Promise<void> {
  const process = identify(pid);
  while (isRunning(process)) await sleep(10);
}
