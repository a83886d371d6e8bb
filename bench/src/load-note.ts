import { loadavg } from "node:os";

/** What else the machine was doing, for whoever compares figures. */
export function loadNote(): string {
  const [minute = 0, fiveMinutes = 0] = loadavg();
  return `load of the machine ${minute.toFixed(2)} over 1 minute, ${fiveMinutes.toFixed(2)} over 5`;
}
