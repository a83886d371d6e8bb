import { ageText } from "../cli/age-text.ts";
import { printable } from "../cli/printable.ts";
import { readTimerHealth, type TimerRow } from "../log/read-timers.ts";
import type { Check, Finding } from "./check.ts";

/** Timers are handed out within a second; one that has waited for so long is handed out by nobody, or fails. */
const LATE_MS_MAX = 60_000;

/** Whether what was set for a time happens. */
export const timers: Check = {
  name: "timers",
  async look({ place }) {
    const health = await readTimerHealth(place, LATE_MS_MAX);
    if (health === undefined) return { summary: "this log has no table of timers", findings: [] };
    const { running, late, failed } = health;
    const findings: Finding[] = [];
    if (late.first !== undefined) {
      const { first, count } = late;
      findings.push({
        problem: `${many(count, "timer is", "timers are")} late, ${which(first)} for ${ageText(first.lateMs)}`,
        remedy:
          "start the service that runs these processes, or look into its log if it is running: " +
          "holdfast timers --overdue",
      });
    }
    if (failed.first !== undefined) {
      const { first, count } = failed;
      const error = printable(first.lastError ?? "nobody wrote down why");
      findings.push({
        problem: `${many(count, "timer has", "timers have")} failed, ${which(first)}: ${error}`,
        remedy:
          "mend what is wrong: each is tried again by itself; holdfast timers shows them, and holdfast timers cancel " +
          "ends one that can never be delivered",
      });
    }
    const counts = `${running} running, ${late.count} late, ${failed.count} failed`;
    return { summary: running === 0 ? "none is running" : counts, findings };
  },
};

function many(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}

function which({ timer, streamId }: TimerRow): string {
  return `${printable(timer)} of ${printable(streamId)}`;
}
