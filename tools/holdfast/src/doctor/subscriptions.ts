import { ageText } from "../cli/age-text.ts";
import { printable } from "../cli/printable.ts";
import { readSubscriptions, type SubscriptionRow } from "../log/read-subscriptions.ts";
import type { Check, Finding } from "./check.ts";

/** A healthy owner turns once a second; one that has not for so long hangs. */
const HEARTBEAT_MS_MAX = 60_000;

/** Whether the log is followed. */
export const subscriptions: Check = {
  name: "subscriptions",
  async look({ place }) {
    const rows = await readSubscriptions(place);
    const findings = rows.flatMap((row) => subscriptionFinding(row) ?? []);
    const used = rows.filter(({ status }) => status !== "retired");
    const behind = used.filter(({ lagEvents }) => lagEvents > 0n).length;
    const followed = `${used.length} in use, ${behind} behind the head`;
    return { summary: rows.length === 0 ? "none has run" : followed, findings };
  },
};

/** Which revision of which subscription, for people. */
export function whichRevision({
  name,
  revision,
}: Pick<SubscriptionRow, "name" | "revision">): string {
  return `${printable(name)} (revision ${revision})`;
}

/** What keeps one revision from following the log; undefined where nothing does. */
export function subscriptionFinding(row: SubscriptionRow): Finding | undefined {
  const { name, revision, status, position, lagEvents } = row;
  if (status === "retired") return undefined;
  const which = whichRevision(row);
  if (status === "stopped") {
    return {
      problem: `${which} is stopped: ${printable(row.lastError ?? "nobody wrote down why")}`,
      remedy: `mend what is wrong, then: holdfast resume ${name} --revision ${revision}`,
    };
  }
  if (lagEvents < 0n) {
    return {
      problem: `${which} has handled the log up to ${position}, beyond its end`,
      remedy: "restore the rest of the log, or build the model anew as another revision",
    };
  }
  return idle(row, which);
}

/** Nobody does the work that is there, or somebody does not get on with it. */
function idle(row: SubscriptionRow, which: string): Finding | undefined {
  const { leaseMs, lagEvents, lagMs, heartbeatAgeMs, owner } = row;
  if (leaseMs <= 0) {
    if (lagEvents === 0n) return undefined;
    const since = lagMs === null ? "" : `, the oldest of them ${ageText(lagMs)} old`;
    return {
      problem: `${which} is run by nobody, ${lagEvents} events behind${since}`,
      remedy: "start the service that runs it, or look into its log if it is running",
    };
  }
  if (heartbeatAgeMs === null || heartbeatAgeMs <= HEARTBEAT_MS_MAX) return undefined;
  return {
    problem: `${which} hangs: ${printable(owner ?? "its owner")} last turned ${ageText(heartbeatAgeMs)} ago`,
    remedy: "its handler does not return: look into the service's log, then restart it",
  };
}
