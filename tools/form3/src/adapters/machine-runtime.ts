import type { Runtime } from "../application/runtime.ts";

/** Clock, chance and timers of this machine. */
export const machineRuntime: Runtime = {
  nowMs: () => Date.now(),
  random: () => Math.random(),
  newId: () => crypto.randomUUID(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
