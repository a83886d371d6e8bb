import { readFileSync } from "node:fs";

/** A process: its number alone is given to another one sooner or later. */
export type ProcessIdentity = {
  readonly pid: number;
  /** When it started, in ticks since the machine did; empty where the system does not tell. */
  readonly born: string;
};

/** The identity of the process that has the number now. */
export function identify(pid: number): ProcessIdentity {
  return { pid, born: born(pid) };
}

/** Whether that very process still runs. */
export function isRunning({ pid, born: then }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // A process that we may not signal exists.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  return then === "" || born(pid) === then;
}

/** Field 22 of /proc/PID/stat (proc(5)); the name in field 2 may contain anything but a last `)`. */
function born(pid: number): string {
  try {
    const [state, ...fields] = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return state === "Z" ? "" : (fields[18] ?? "");
  } catch {
    return "";
  }
}

/** A value that was read from a file, if it is an identity. */
export function toProcessIdentity(value: unknown): ProcessIdentity | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!("pid" in value && "born" in value)) return undefined;
  const { pid, born } = value;
  return typeof pid === "number" && typeof born === "string" ? { pid, born } : undefined;
}
