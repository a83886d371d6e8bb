import type { Environment } from "../config.ts";
import type { LogPlace } from "../log/log-place.ts";
import type { Progress } from "./progress.ts";

/** What a command works with. */
export type Session = {
  /** The log that was named, connected to when it is first asked for. Throws `Refused` or `UsageError`. */
  readonly log: () => Promise<LogPlace>;
  /** What the environment says, for commands that connect as another user. */
  readonly env: Environment;
  /** Whether output is for programs. */
  readonly isJson: boolean;
  /** Resolves when the reader can take more. */
  readonly write: (lines: readonly string[]) => Promise<void>;
  /** Says something to people, beside what is written. */
  readonly complain: (line: string) => void;
  readonly progress: Progress;
  readonly signal: AbortSignal;
};
