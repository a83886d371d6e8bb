import { readFileSync } from "node:fs";

/** A process: its number alone is given to another one sooner or later. */
export type ProcessIdentity = {
  readonly pid: number;
  /** When it started, in ticks since the machine did; empty where the system does not tell. */
  readonly born: string;
};

/** The identity of the process that has the number now. */
export function identify(pid: number): ProcessIdentity {
  return { pid, born: statusOf(pid).born };
}

/** Whether that very process still runs. */
export function isRunning({ pid, born: then }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // A process that we may not signal exists.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  const { state, born: now } = statusOf(pid);
  // A zombie has ended, only its parent has not asked how.
  return state !== "Z" && (then === "" || now === then);
}

type ProcessStatus = { readonly state: string; readonly born: string };

/** Fields 3 and 22 of /proc/PID/stat (proc(5)); field 2, a name in brackets, may contain anything. */
function statusOf(pid: number): ProcessStatus {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", born: fields[19] ?? "" };
  } catch {
    // No such process, or no such file system.
    return { state: "", born: "" };
  }
}

/** A value that was read from a file, if it is an identity. */
export function toProcessIdentity(value: unknown): ProcessIdentity | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!("pid" in value && "born" in value)) return undefined;
  const { pid, born } = value;
  return typeof pid === "number" && typeof born === "string" ? { pid, born } : undefined;
}
