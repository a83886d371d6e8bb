import type { Progress } from "../cli/progress.ts";
import type { LogPlace } from "../log/log-place.ts";

/** What is looked at, and how far one may tell of it. */
type Patient = {
  readonly place: LogPlace;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** The service's own migrations, where somebody said where they are. */
  readonly migrations: string | undefined;
  /** Where the keys of people are, where somebody said so. */
  readonly keysSchema: string | undefined;
};

/** What is wrong, and what to do about it. */
export type Finding = { readonly problem: string; readonly remedy: string };

/** What came of one check: fine without findings. */
export type Outcome = { readonly summary: string; readonly findings: readonly Finding[] };

/** One thing that a doctor looks at. */
export type Check = {
  readonly name: string;
  readonly look: (patient: Patient) => Promise<Outcome>;
};
